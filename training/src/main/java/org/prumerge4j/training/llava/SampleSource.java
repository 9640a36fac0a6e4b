package org.prumerge4j.training.llava;

import java.io.IOException;
import java.util.List;
import org.prumerge4j.data.sample.EncodedSample;

/** The samples of a run, by index. */
public interface SampleSource {
    /** Ids of all samples, in order. */
    List<String> ids();

    /**
     * A sample as numbers.
     *
     * @throws IOException if its record cannot be read; the message names it
     */
    EncodedSample sample(int index) throws IOException;

    /**
     * The pixels of a sample's image, normalised, {@code [3, imageSize, imageSize]} row by row.
     *
     * @param sample has an image
     * @throws UnreadableImageException if this image cannot be read; the message names sample and file
     * @throws IOException if none can, because the image folder is gone
     */
    float[] pixels(EncodedSample sample) throws IOException;

    /**
     * A sample's image; nothing need be read of it before it is asked.
     *
     * @param sample has an image
     */
    default ImageInput image(EncodedSample sample) throws IOException {
        String name = sample.image();
        if (name == null) {
            throw new IllegalArgumentException("sample " + sample.id() + " has no image");
        }
        return ImageInput.ofPixels(name, () -> pixels(sample));
    }
}
