package org.prumerge4j.experiments.run;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import org.prumerge4j.data.image.AspectRatio;
import org.prumerge4j.data.image.ImagePreprocessor;
import org.prumerge4j.data.image.ImageReader;
import org.prumerge4j.data.image.RgbImage;
import org.prumerge4j.experiments.picture.KeptTokenPicture;
import org.prumerge4j.model.clip.ClipEncoder;
import org.prumerge4j.prumerge.Reducer;
import org.prumerge4j.training.llava.ImageReducer;
import org.prumerge4j.training.llava.VisualTokens;

/**
 * The way of an image into visual tokens.
 *
 * @param preprocessor makes pixels of it
 * @param encoder the vision tower
 * @param reducer encodes and reduces it
 * @param visualTokens does the same and remembers
 * @param gridWidth patches in a row
 */
record Images(
        ImagePreprocessor preprocessor,
        ClipEncoder encoder,
        ImageReducer reducer,
        VisualTokens visualTokens,
        int gridWidth)
        implements AutoCloseable {
    /** Memory for images seen before: about 400 of LLaVA-1.5's, and all of a small experiment's. */
    private static final long REMEMBERED_BYTES = 1L << 30;

    static Images of(BaseModel base, AspectRatio aspectRatio, Reducer reducer) {
        ClipEncoder encoder = new ClipEncoder(base.config().vision(), base.weights());
        ImageReducer imageReducer = new ImageReducer(base.config().vision(), encoder, reducer);
        return new Images(
                new ImagePreprocessor(base.pixels(), aspectRatio),
                encoder,
                imageReducer,
                new VisualTokens(imageReducer, REMEMBERED_BYTES),
                base.config().vision().grid());
    }

    /** A picture of the visual tokens kept of an image file, apart from all that is remembered and counted. */
    BufferedImage keptTokens(Path file) throws IOException {
        RgbImage image = new ImageReader().read(file);
        return KeptTokenPicture.draw(
                preprocessor.square(image),
                gridWidth,
                reducer.reduce(file.toString(), preprocessor.preprocess(image)).merge());
    }

    @Override
    public void close() {
        encoder.close();
    }
}
