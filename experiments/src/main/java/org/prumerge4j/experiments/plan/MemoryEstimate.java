package org.prumerge4j.experiments.plan;

import java.util.ArrayList;
import java.util.List;
import org.prumerge4j.model.config.VisionConfig;
import org.prumerge4j.model.execution.ParameterArrays;

/**
 * What occupies memory while a run trains. Frozen weights of large models are not copied: they are the mapped checkpoint
 * files, counted apart, for the system can drop them and read them again.
 */
public final class MemoryEstimate {
    /** Java itself, the tokeniser and the list of records. */
    private static final double BASE_BYTES = 512.0 * (1 << 20);
    /** Most memory that goes to images seen before. */
    private static final double REMEMBERED_BYTES = 1L << 30;
    /** A sum over the window, float32; gradients of a micro-batch are added to it one by one. */
    private static final double GRADIENT_BYTES = Float.BYTES;
    /** Both moments of Adam, float32. */
    private static final double MOMENT_BYTES = 2.0 * Float.BYTES;

    /** How published checkpoints store a weight. */
    private static final double STORED_BYTES = 2;

    private final ParameterCounts parameters;
    private final Activations activations;
    private final double rememberedBytes;

    /**
     * One use of memory.
     *
     * @param purpose what for
     * @param bytes how much of the process's own memory
     * @param mappedBytes how much of mapped checkpoint files, if they store 16 bits
     */
    public record Item(String purpose, double bytes, double mappedBytes) {}

    /**
     * The estimate for a model.
     *
     * @param images images of the data; fewer than fit are remembered all
     */
    public MemoryEstimate(ParameterCounts parameters, Activations activations, VisionConfig vision, long images) {
        this.parameters = parameters;
        this.activations = activations;
        double imageBytes = (double) Float.BYTES * vision.patches() * vision.hiddenSize();
        this.rememberedBytes = Math.min(REMEMBERED_BYTES, images * imageBytes);
    }

    /** Every use, for micro-batches of samples with the given mean number of tokens. */
    public List<Item> items(int batchSize, TokensPerSample tokens) {
        List<Item> items = new ArrayList<>();
        long frozenProjector = parameters.projectorTrained() ? 0 : parameters.projector();
        boolean mapped = mapped(parameters.decoder() + frozenProjector);
        items.add(frozen("language model", parameters.decoder(), mapped));
        items.add(frozen("vision tower", parameters.visionUsed(), mapped(parameters.visionUsed())));
        if (frozenProjector > 0) {
            items.add(frozen("projector", frozenProjector, mapped));
        }
        items.add(new Item("trained weights, float32", (double) Float.BYTES * parameters.trained(), 0));
        items.add(new Item("gradients, summed over a step", GRADIENT_BYTES * parameters.trained(), 0));
        items.add(new Item("moments of Adam", MOMENT_BYTES * parameters.trained(), 0));
        items.add(new Item("activations of a mean micro-batch", activationBytes(batchSize, tokens), 0));
        items.add(new Item("activations of an image in the vision tower", activations.towerBytes(), 0));
        items.add(new Item("images remembered", rememberedBytes, 0));
        items.add(new Item("Java, tokeniser, records", BASE_BYTES, 0));
        return items;
    }

    private static boolean mapped(long count) {
        return Float.BYTES * count >= ParameterArrays.LOADED_BELOW_BYTES;
    }

    private static Item frozen(String what, long count, boolean mapped) {
        return mapped
                ? new Item(what + ", frozen, 16 bits", 0, STORED_BYTES * count)
                : new Item(what + ", frozen, float32", (double) Float.BYTES * count, 0);
    }

    private double activationBytes(int batchSize, TokensPerSample tokens) {
        return activations.decoderBytes(batchSize * tokens.total(), batchSize * tokens.text());
    }

    /** What is mapped of checkpoint files; where memory is left for less, they are read again at every step. */
    public double mapped(int batchSize, TokensPerSample tokens) {
        return items(batchSize, tokens).stream().mapToDouble(Item::mappedBytes).sum();
    }

    /** Sum of all uses, without mapped files. */
    public double total(int batchSize, TokensPerSample tokens) {
        return items(batchSize, tokens).stream().mapToDouble(Item::bytes).sum();
    }

    /** What is needed whatever the batch and the reducer. */
    public double fixed(TokensPerSample tokens) {
        return total(1, tokens) - activationBytes(1, tokens);
    }

    /** Sum of all uses if every sample of a micro-batch is as long as sequences may be. */
    public double largest(int batchSize, TokensPerSample tokens) {
        double length = (double) batchSize * tokens.maxLength();
        return fixed(tokens) + activations.decoderBytes(length, length);
    }
}
