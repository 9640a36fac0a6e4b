package org.prumerge4j.training.llava;

import java.io.IOException;
import java.util.List;
import org.prumerge4j.data.sample.EncodedSample;

/** The samples of a run, by index. */
public interface SampleSource {
    /** Ids of all samples, in order. */
    List<String> ids();

    /** A sample as numbers. */
    EncodedSample sample(int index);

    /**
     * The pixels of a sample's image, normalised, {@code [3, imageSize, imageSize]} row by row.
     *
     * @param sample has an image
     * @throws IOException if the image cannot be read; the message names sample and file
     */
    float[] pixels(EncodedSample sample) throws IOException;
}
