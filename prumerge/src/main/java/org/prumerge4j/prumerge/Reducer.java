package org.prumerge4j.prumerge;

import java.util.List;
import org.prumerge4j.prumerge.options.ReducerOptions;

/**
 * Decides which visual tokens of an image a decoder gets to see: a function from one image to a {@link MergeMatrix}.
 *
 * <p>Reducers hold no state and may be used by several threads at once. What comes out is constant for training: no
 * gradient flows through the decision.
 */
public interface Reducer {
    /** Preset and complete options; stored with every checkpoint and result. */
    ReducerOptions options();

    /** Whether {@link #reduce} reads class query and keys; if not, their computation can be left out. */
    boolean needsAttention();

    /**
     * Whether the outcome depends on {@link ReducerInput#identity} beside what the tower says of the image. If so, copies
     * of an image under two names may be reduced differently, and stored results are kept for each name.
     */
    default boolean needsIdentity() {
        return true;
    }

    /**
     * The merge matrix of one image, the same whatever else is in the batch.
     *
     * @throws IllegalArgumentException if the statistics are missing although needed, or are not finite
     */
    MergeMatrix reduce(ReducerInput input);

    /** Name under which the registry knows the reducer. */
    default String name() {
        return options().reducer();
    }

    /**
     * The merge matrices of a batch, in order; images are worked on in parallel.
     *
     * <p>Equal to {@link #reduce} of each image, unless an option of the reducer says that statistics are pooled over
     * the batch.
     */
    default List<MergeMatrix> reduceAll(List<ReducerInput> inputs) {
        return EachImage.map(inputs.size(), image -> reduce(inputs.get(image)));
    }
}
