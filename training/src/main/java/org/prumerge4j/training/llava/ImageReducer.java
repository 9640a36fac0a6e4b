package org.prumerge4j.training.llava;

import java.util.function.Supplier;
import org.prumerge4j.model.clip.ClipEncoder;
import org.prumerge4j.model.clip.EncodedImage;
import org.prumerge4j.model.config.VisionConfig;
import org.prumerge4j.prumerge.MergeMatrix;
import org.prumerge4j.prumerge.Reducer;
import org.prumerge4j.prumerge.ReducerInput;

/** From pixels to reduced visual tokens: the frozen tower, then a reducer, each image for itself. */
public final class ImageReducer {
    private static final double NANOSECONDS = 1e9;

    private final VisionConfig config;
    private final Supplier<ClipEncoder> encoder;
    private final Reducer reducer;
    private long images;
    private long towerNanos;
    private long reducerNanos;

    /** A tower, which stays the caller's to close, and a reducer. */
    public ImageReducer(VisionConfig config, ClipEncoder encoder, Reducer reducer) {
        this(config, () -> encoder, reducer);
    }

    /** A tower that is asked for whenever an image is encoded, and not before; it stays the caller's to close. */
    public ImageReducer(VisionConfig config, Supplier<ClipEncoder> encoder, Reducer reducer) {
        this.config = config;
        this.encoder = encoder;
        this.reducer = reducer;
    }

    /**
     * Encodes and reduces an image.
     *
     * @param identity names the image in messages, and seeds random choices
     * @param pixels normalised, {@code [3, imageSize, imageSize]} row by row
     */
    public synchronized ReducedImage reduce(String identity, float[] pixels) {
        long begin = System.nanoTime();
        EncodedImage image = encoder.get().encode(pixels);
        long encoded = System.nanoTime();
        ReducerInput input = new ReducerInput(
                identity,
                config.patches(),
                config.grid(),
                config.hiddenSize(),
                config.heads(),
                image.classQuery(),
                image.keys());
        MergeMatrix merge = reducer.reduce(input);
        images++;
        towerNanos += encoded - begin;
        reducerNanos += System.nanoTime() - encoded;
        return new ReducedImage(image.features(), merge);
    }

    /** What all of it has taken so far. */
    public synchronized Effort effort() {
        return new Effort(images, towerNanos / NANOSECONDS, reducerNanos / NANOSECONDS);
    }
}
