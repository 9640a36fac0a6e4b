package org.prumerge4j.experiments.base.language;

import java.util.ArrayDeque;
import java.util.Deque;
import org.prumerge4j.data.image.RgbImage;
import org.prumerge4j.experiments.base.tower.PixelScale;
import org.prumerge4j.model.clip.ClipEncoder;
import org.prumerge4j.model.clip.EncodedImage;
import org.prumerge4j.model.config.VisionConfig;
import org.prumerge4j.model.tensor.TensorSource;
import org.prumerge4j.prumerge.ReducerInput;

/** A trained tower, for several threads at once. */
public final class FrozenTower implements AutoCloseable {
    private final VisionConfig config;
    private final TensorSource weights;
    private final PixelScale scale;
    private final Deque<ClipEncoder> idle = new ArrayDeque<>();

    /** A tower with the given weights. */
    public FrozenTower(VisionConfig config, TensorSource weights, PixelScale scale) {
        this.config = config;
        this.weights = weights;
        this.scale = scale;
    }

    /** Features {@code [patches, hidden]} of an image. */
    float[] features(RgbImage image) {
        return encode(image).features();
    }

    /** Everything that token reduction reads of an image. */
    public EncodedImage encode(RgbImage image) {
        ClipEncoder encoder = take();
        float[] pixels = new float[VisionConfig.CHANNELS * image.width() * image.height()];
        scale.write(image, pixels, 0);
        EncodedImage encoded = encoder.encode(pixels);
        synchronized (idle) {
            idle.push(encoder);
        }
        return encoded;
    }

    /** An encoded image as reducers take it. */
    public ReducerInput input(String identity, EncodedImage image) {
        return new ReducerInput(
                identity,
                config.patches(),
                config.grid(),
                config.hiddenSize(),
                config.heads(),
                image.classQuery(),
                image.keys());
    }

    private ClipEncoder take() {
        synchronized (idle) {
            ClipEncoder encoder = idle.poll();
            return encoder == null ? new ClipEncoder(config, weights) : encoder;
        }
    }

    @Override
    public void close() {
        idle.forEach(ClipEncoder::close);
    }
}
