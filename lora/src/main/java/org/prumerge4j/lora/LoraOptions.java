package org.prumerge4j.lora;

import java.util.ArrayList;
import java.util.List;

/**
 * Low-rank adaptation (Hu et al., arXiv 2106.09685): {@code y = W x + scaling * B(A(dropout(x)))}.
 *
 * @param rank rows of A and columns of B, at least 1
 * @param alpha numerator of the scaling, positive
 * @param dropout probability with which an element of the adapter's input is zeroed in training, in [0, 1)
 * @param rankStabilised whether the scaling is {@code alpha / sqrt(rank)} (Kalajdzievski, arXiv 2312.03732) rather than
 *     {@code alpha / rank}
 * @param targets patterns over the full paths of the decoder's linear layers, see {@link LoraTargets}
 * @param seed of the initial values and of the dropout masks
 */
public record LoraOptions(
        int rank, double alpha, double dropout, boolean rankStabilised, List<String> targets, long seed) {
    private static final int REFERENCE_RANK = 128;
    private static final double REFERENCE_ALPHA = 256;
    private static final double REFERENCE_DROPOUT = 0.05;
    private static final long DEFAULT_SEED = 42;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException listing everything that is wrong with them
     */
    public LoraOptions {
        targets = List.copyOf(targets);
        Problems.throwIfAny("LoRA options", problems(rank, alpha, dropout, targets));
    }

    /** The LLaVA-1.5 recipe: rank 128, alpha 256, dropout 0.05, all seven linear layers of every decoder layer. */
    public static LoraOptions reference() {
        return of(REFERENCE_RANK, REFERENCE_ALPHA).withDropout(REFERENCE_DROPOUT);
    }

    /** Adapters of this rank and alpha on all linear layers, without dropout. */
    public static LoraOptions of(int rank, double alpha) {
        return new LoraOptions(rank, alpha, 0, false, LoraTargets.ALL_LINEARS, DEFAULT_SEED);
    }

    /** The same with another dropout probability. */
    public LoraOptions withDropout(double probability) {
        return new LoraOptions(rank, alpha, probability, rankStabilised, targets, seed);
    }

    /** The same with or without rank-stabilised scaling. */
    public LoraOptions withRankStabilised(boolean stabilised) {
        return new LoraOptions(rank, alpha, dropout, stabilised, targets, seed);
    }

    /** The same on other layers. */
    public LoraOptions withTargets(List<String> patterns) {
        return new LoraOptions(rank, alpha, dropout, rankStabilised, patterns, seed);
    }

    /** The same with another seed. */
    public LoraOptions withSeed(long newSeed) {
        return new LoraOptions(rank, alpha, dropout, rankStabilised, targets, newSeed);
    }

    /** Factor of the adapter's output. */
    public double scaling() {
        return scaling(rank, alpha, rankStabilised);
    }

    /** {@code alpha / rank}, or {@code alpha / sqrt(rank)} if rank-stabilised. */
    public static double scaling(int rank, double alpha, boolean rankStabilised) {
        return alpha / (rankStabilised ? Math.sqrt(rank) : rank);
    }

    /** Everything that is wrong with values, each as a sentence naming the option; empty if nothing is. */
    public static List<String> problems(int rank, double alpha, double dropout, List<String> targets) {
        List<String> problems = new ArrayList<>();
        if (rank < 1) {
            problems.add("rank is " + rank + ", expected a whole number of at least 1");
        }
        if (!(alpha > 0) || Double.isInfinite(alpha)) {
            problems.add("alpha is " + alpha + ", expected a positive number");
        }
        if (!(dropout >= 0 && dropout < 1)) {
            problems.add("dropout is " + dropout + ", expected a probability of at least 0 and below 1");
        }
        problems.addAll(LoraTargets.problems(targets));
        return problems;
    }
}
