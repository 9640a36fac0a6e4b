package org.prumerge4j.experiments.plan;

import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.prumerge4j.model.config.VisionConfig;
import org.prumerge4j.prumerge.Reducer;
import org.prumerge4j.prumerge.ReducerInput;
import org.prumerge4j.prumerge.options.ReducerOptions;
import org.prumerge4j.prumerge.registry.Reducers;

/**
 * How many visual tokens an image is expected to have left.
 *
 * @param tokens mean of an image
 * @param basis where the number is from, for people
 */
public record VisualBudget(double tokens, String basis) {
    private static final String BUDGET = "budget";
    private static final String MAX_KEEP = "maxKeep";
    /** Patches of the tower the paper's means are of. */
    private static final double PAPER_PATCHES = 576;
    /** Means the PruMerge paper gives for LLaVA-1.5: about 5.5 to 7 % and 25 % of 576. */
    private static final Map<String, Double> PAPER_MEANS = Map.of("prumerge", 40.0, "prumerge-plus", 145.0);

    private static final int SAMPLES = 8;
    private static final int HEAD_SIZE = 2;
    private static final long SEED = 1;

    /** A number that somebody gave. */
    public static VisualBudget given(double tokens) {
        return new VisualBudget(tokens, "as given");
    }

    /** What a reducer leaves of the images of a tower: exact for fixed budgets, the paper's mean for adaptive ones. */
    public static VisualBudget of(ReducerOptions options, VisionConfig vision) {
        int patches = vision.patches();
        Double mean = PAPER_MEANS.get(options.reducer());
        if (mean != null && "adaptive".equals(options.options().get(BUDGET))) {
            double expected = limited(options, mean * patches / PAPER_PATCHES);
            return new VisualBudget(
                    expected,
                    "expected of " + options.preset() + ", the paper's mean of " + Math.round(mean) + " in "
                            + Math.round(PAPER_PATCHES) + "; --visual-tokens gives another");
        }
        return counted(Reducers.create(options), vision);
    }

    /** No more than the most patches the options allow, and a summary. */
    private static double limited(ReducerOptions options, double expected) {
        return options.options().get(MAX_KEEP) instanceof Number most && most.intValue() > 0
                ? Math.min(expected, most.intValue() + 1.0)
                : expected;
    }

    /** Runs the reducer on made-up images; with a fixed budget the count does not depend on them, or hardly. */
    private static VisualBudget counted(Reducer reducer, VisionConfig vision) {
        SplittableRandom random = new SplittableRandom(SEED);
        long total = 0;
        int least = Integer.MAX_VALUE;
        int most = 0;
        for (int i = 0; i < SAMPLES; i++) {
            int rows = reducer.reduce(image(reducer, vision, random, i)).rows();
            total += rows;
            least = Math.min(least, rows);
            most = Math.max(most, rows);
        }
        String basis = least == most
                ? "exactly, by " + reducer.options().preset()
                : String.format(
                        Locale.ROOT,
                        "%d to %d on made-up images, by %s",
                        least,
                        most,
                        reducer.options().preset());
        return new VisualBudget((double) total / SAMPLES, basis);
    }

    private static ReducerInput image(Reducer reducer, VisionConfig vision, SplittableRandom random, int index) {
        String identity = "image " + index;
        if (!reducer.needsAttention()) {
            return ReducerInput.withoutAttention(identity, vision.patches(), vision.grid());
        }
        int channels = vision.heads() * HEAD_SIZE;
        return new ReducerInput(
                identity,
                vision.patches(),
                vision.grid(),
                channels,
                vision.heads(),
                values(random, channels),
                values(random, (1 + vision.patches()) * channels));
    }

    private static float[] values(SplittableRandom random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (random.nextDouble() - 0.5);
        }
        return values;
    }
}
