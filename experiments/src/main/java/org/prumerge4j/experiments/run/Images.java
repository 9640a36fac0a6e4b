package org.prumerge4j.experiments.run;

import org.prumerge4j.data.image.AspectRatio;
import org.prumerge4j.data.image.ImagePreprocessor;
import org.prumerge4j.model.clip.ClipEncoder;
import org.prumerge4j.prumerge.Reducer;
import org.prumerge4j.training.llava.ImageReducer;
import org.prumerge4j.training.llava.VisualTokens;

/**
 * The way of an image into visual tokens.
 *
 * @param preprocessor makes pixels of it
 * @param encoder the vision tower
 * @param visualTokens encodes and reduces it
 */
record Images(ImagePreprocessor preprocessor, ClipEncoder encoder, VisualTokens visualTokens) implements AutoCloseable {
    /** Memory for images seen before: about 400 of LLaVA-1.5's, and all of a small experiment's. */
    private static final long REMEMBERED_BYTES = 1L << 30;

    static Images of(BaseModel base, AspectRatio aspectRatio, Reducer reducer) {
        ClipEncoder encoder = new ClipEncoder(base.config().vision(), base.weights());
        ImageReducer imageReducer = new ImageReducer(base.config().vision(), encoder, reducer);
        return new Images(
                new ImagePreprocessor(base.pixels(), aspectRatio),
                encoder,
                new VisualTokens(imageReducer, REMEMBERED_BYTES));
    }

    @Override
    public void close() {
        encoder.close();
    }
}
