package org.prumerge4j.prumerge.spatial;

import org.prumerge4j.prumerge.MergeMatrix;
import org.prumerge4j.prumerge.Reducer;
import org.prumerge4j.prumerge.ReducerInput;
import org.prumerge4j.prumerge.options.ReducerOptions;
import org.prumerge4j.prumerge.select.UniformPatches;
import org.prumerge4j.prumerge.spatial.SpatialOptions.Layout;

/** Keeps patches spread evenly over the image, in raster order. */
record SpatialReducer(ReducerOptions options, SpatialOptions settings) implements Reducer {
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
        return MergeMatrix.selection(input.patches(), chosen(input));
    }

    private int[] chosen(ReducerInput input) {
        if (settings.rows() > 0) {
            return UniformPatches.crossings(input.patches(), input.gridWidth(), settings.rows(), settings.columns());
        }
        int kept = settings.budget().keptOf(input.patches());
        return settings.layout() == Layout.GRID2D
                ? UniformPatches.grid(input.patches(), input.gridWidth(), kept)
                : UniformPatches.line(input.patches(), kept);
    }
}
