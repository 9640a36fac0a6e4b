package org.prumerge4j.experiments.run;

import java.io.IOException;
import java.nio.file.Path;
import org.prumerge4j.data.image.AspectRatio;
import org.prumerge4j.data.image.ImageReader;
import org.prumerge4j.data.image.RgbImage;
import org.prumerge4j.model.config.ImageAspect;
import org.prumerge4j.prumerge.MergeMatrix;
import org.prumerge4j.prumerge.options.ReducerOptions;
import org.prumerge4j.prumerge.registry.Reducers;

/** What a reducer makes of images, seen through the vision tower of a checkpoint; the language model is not loaded. */
public final class ImageReductions implements AutoCloseable {
    /**
     * A reduced image.
     *
     * @param seen the square that the tower sees
     * @param gridWidth patches in a row
     * @param merge visual tokens by patches
     */
    public record Reduction(RgbImage seen, int gridWidth, MergeMatrix merge) {}

    private final BaseModel base;
    private final Images images;

    private ImageReductions(BaseModel base, Images images) {
        this.base = base;
        this.images = images;
    }

    /**
     * Opens a checkpoint.
     *
     * @param checkpoint folder of a whole LLaVA checkpoint with its vision tower
     */
    public static ImageReductions open(Path checkpoint, ReducerOptions reducer) throws IOException {
        BaseModel base = BaseModel.open(checkpoint, null);
        AspectRatio aspect = base.config().imageAspect() == ImageAspect.CROP ? AspectRatio.CROP : AspectRatio.PAD;
        return new ImageReductions(base, Images.of(base, aspect, Reducers.create(reducer)));
    }

    /** Reduces an image file; its name seeds random choices. */
    public Reduction reduce(Path file) throws IOException {
        RgbImage image = new ImageReader().read(file);
        MergeMatrix merge = images.reducer()
                .reduce(
                        String.valueOf(file.getFileName()),
                        images.preprocessor().preprocess(image))
                .merge();
        return new Reduction(images.preprocessor().square(image), images.gridWidth(), merge);
    }

    @Override
    public void close() throws IOException {
        images.close();
        base.close();
    }
}
