package org.prumerge4j.experiments.plan;

import java.util.ArrayList;
import java.util.List;
import org.prumerge4j.model.config.VisionConfig;

/** What occupies memory while a run trains. */
public final class MemoryEstimate {
    /** Java itself, the tokeniser and the list of records. */
    private static final double BASE_BYTES = 512.0 * (1 << 20);
    /** Most memory that goes to images seen before. */
    private static final double REMEMBERED_BYTES = 1L << 30;
    /** A sum over the window and the gradient of the running micro-batch, float32. */
    private static final double GRADIENT_BYTES = 2.0 * Float.BYTES;
    /** Both moments of Adam, float32. */
    private static final double MOMENT_BYTES = 2.0 * Float.BYTES;

    private static final double STORED_BYTES = 2;

    private final ParameterCounts parameters;
    private final Activations activations;
    private final double rememberedBytes;

    /**
     * One use of memory.
     *
     * @param purpose what for
     * @param bytes how much
     * @param storedBytes the same weights in 16 bits, as checkpoints store them; 0 if they are not weights
     */
    public record Item(String purpose, double bytes, double storedBytes) {}

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
        items.add(weights("language model, frozen, float32", parameters.decoder()));
        items.add(weights("vision tower, frozen, float32", parameters.visionUsed()));
        if (!parameters.projectorTrained()) {
            items.add(weights("projector, frozen, float32", parameters.projector()));
        }
        items.add(weights("trained weights, float32", parameters.trained()));
        items.add(new Item("gradients: of the step and of a micro-batch", GRADIENT_BYTES * parameters.trained(), 0));
        items.add(new Item("moments of Adam", MOMENT_BYTES * parameters.trained(), 0));
        items.add(new Item("activations of a mean micro-batch", activationBytes(batchSize, tokens), 0));
        items.add(new Item("activations of an image in the vision tower", activations.towerBytes(), 0));
        items.add(new Item("images remembered", rememberedBytes, 0));
        items.add(new Item("Java, tokeniser, records", BASE_BYTES, 0));
        return items;
    }

    private static Item weights(String purpose, long count) {
        return new Item(purpose, (double) Float.BYTES * count, STORED_BYTES * count);
    }

    private double activationBytes(int batchSize, TokensPerSample tokens) {
        return activations.decoderBytes(batchSize * tokens.total(), batchSize * tokens.text());
    }

    /** Sum of all uses. */
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
