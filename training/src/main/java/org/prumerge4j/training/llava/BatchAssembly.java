package org.prumerge4j.training.llava;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.sample.EncodedSample;
import org.prumerge4j.data.sample.SplicedSample;
import org.prumerge4j.data.sample.Splicer;

/**
 * Puts samples and their images together.
 *
 * @param source the samples
 * @param visualTokens gives reduced images
 * @param splicer puts visual tokens in their places
 */
record BatchAssembly(SampleSource source, VisualTokens visualTokens, Splicer splicer) {
    /** The samples of the given indices as a batch. */
    LlavaBatch of(List<Integer> indices) throws IOException {
        List<SplicedSample> spliced = new ArrayList<>();
        List<@Nullable ReducedImage> images = new ArrayList<>();
        for (int index : indices) {
            EncodedSample sample = source.sample(index);
            if (sample.image() == null) {
                images.add(null);
                spliced.add(splicer.splice(sample));
            } else {
                ReducedImage image = visualTokens.of(source.image(sample));
                images.add(image);
                spliced.add(splicer.splice(sample, image.merge().rows()));
            }
        }
        return new LlavaBatch(spliced, images);
    }
}
