package org.prumerge4j.prumerge.prumerge;

import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.prumerge.EachImage;
import org.prumerge4j.prumerge.MergeMatrix;
import org.prumerge4j.prumerge.Reducer;
import org.prumerge4j.prumerge.ReducerInput;
import org.prumerge4j.prumerge.options.Budget;
import org.prumerge4j.prumerge.options.ReducerOptions;
import org.prumerge4j.prumerge.prumerge.SelectionOptions.Scope;

/**
 * PruMerge and PruMerge+ (arXiv 2403.15388): keep patches whose attention from the class token is an outlier, with an
 * even sample of the grid for PruMerge+, and merge into each the patches with similar keys.
 */
record PruMergeReducer(ReducerOptions options, PruMergeOptions settings, ScratchPool memory) implements Reducer {
    PruMergeReducer(ReducerOptions options, PruMergeOptions settings) {
        this(options, settings, new ScratchPool());
    }

    @Override
    public boolean needsAttention() {
        return true;
    }

    @Override
    public boolean needsIdentity() {
        return false;
    }

    /** With {@code iqrScope: batch} the image is a batch of its own; hand whole batches to {@link #reduceAll}. */
    @Override
    public MergeMatrix reduce(ReducerInput input) {
        double[] attention = ClassAttention.of(input, settings.attention());
        return reduce(input, attention, fence(attention));
    }

    @Override
    public List<MergeMatrix> reduceAll(List<ReducerInput> inputs) {
        if (settings.selection().iqrScope() == Scope.IMAGE || inputs.isEmpty()) {
            return Reducer.super.reduceAll(inputs);
        }
        List<double[]> attention =
                EachImage.map(inputs.size(), image -> ClassAttention.of(inputs.get(image), settings.attention()));
        Fence pooled =
                fence(attention.stream().flatMapToDouble(DoubleStream::of).toArray());
        return EachImage.map(inputs.size(), image -> reduce(inputs.get(image), attention.get(image), pooled));
    }

    private @Nullable Fence fence(double[] attention) {
        boolean adaptive = settings.selection().budget().kind() == Budget.Kind.ADAPTIVE;
        return adaptive ? Fence.of(attention, settings.selection().iqrFactor()) : null;
    }

    private MergeMatrix reduce(ReducerInput input, double[] attention, @Nullable Fence fence) {
        Selection selection = new PatchSelector(settings, attention, input.gridWidth(), fence).select();
        return new TokenMerger(settings, input, attention, selection, memory).merge();
    }
}
