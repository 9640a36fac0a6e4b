package org.prumerge4j.experiments.run;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.model.clip.ClipEncoder;
import org.prumerge4j.model.config.VisionConfig;
import org.prumerge4j.model.tensor.TensorSource;

/** A vision tower whose weights are loaded when it is first asked for. */
final class LazyTower implements Supplier<ClipEncoder>, AutoCloseable {
    private final VisionConfig config;
    private final TensorSource weights;
    private @Nullable ClipEncoder encoder;

    /** @param weights hold the tower's, and stay open */
    LazyTower(VisionConfig config, TensorSource weights) {
        this.config = config;
        this.weights = weights;
    }

    @Override
    public synchronized ClipEncoder get() {
        ClipEncoder loaded = encoder;
        if (loaded == null) {
            loaded = new ClipEncoder(config, weights);
            encoder = loaded;
        }
        return loaded;
    }

    /** Whether an image had to be encoded. */
    synchronized boolean isLoaded() {
        return encoder != null;
    }

    @Override
    public synchronized void close() {
        if (encoder != null) {
            encoder.close();
            encoder = null;
        }
    }
}
