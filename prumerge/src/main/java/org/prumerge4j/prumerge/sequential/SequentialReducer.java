package org.prumerge4j.prumerge.sequential;

import java.util.stream.IntStream;
import org.prumerge4j.prumerge.MergeMatrix;
import org.prumerge4j.prumerge.Reducer;
import org.prumerge4j.prumerge.ReducerInput;
import org.prumerge4j.prumerge.options.ReducerOptions;

/** Keeps the first patches in raster order. */
record SequentialReducer(ReducerOptions options, SequentialOptions settings) implements Reducer {
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
        int kept = settings.budget().keptOf(input.patches());
        return MergeMatrix.selection(input.patches(), IntStream.range(0, kept).toArray());
    }
}
