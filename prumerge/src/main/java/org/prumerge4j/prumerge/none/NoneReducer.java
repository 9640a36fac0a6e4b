package org.prumerge4j.prumerge.none;

import java.util.stream.IntStream;
import org.prumerge4j.prumerge.MergeMatrix;
import org.prumerge4j.prumerge.Reducer;
import org.prumerge4j.prumerge.ReducerInput;
import org.prumerge4j.prumerge.options.ReducerOptions;

/** Keeps every patch: the merge matrix is the identity. */
record NoneReducer(ReducerOptions options) implements Reducer {
    @Override
    public boolean needsAttention() {
        return false;
    }

    @Override
    public boolean needsIdentity() {
        return false;
    }

    @Override
    public MergeMatrix reduce(ReducerInput input) {
        return MergeMatrix.selection(
                input.patches(), IntStream.range(0, input.patches()).toArray());
    }
}
