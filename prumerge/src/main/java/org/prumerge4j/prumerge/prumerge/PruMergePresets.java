package org.prumerge4j.prumerge.prumerge;

import java.util.List;
import org.prumerge4j.prumerge.options.Budget;
import org.prumerge4j.prumerge.options.Preset;
import org.prumerge4j.prumerge.prumerge.AttentionOptions.HeadMode;
import org.prumerge4j.prumerge.prumerge.MergeOptions.Centre;
import org.prumerge4j.prumerge.prumerge.MergeOptions.ExtraToken;
import org.prumerge4j.prumerge.prumerge.MergeOptions.Pool;
import org.prumerge4j.prumerge.prumerge.MergeOptions.Similarity;
import org.prumerge4j.prumerge.prumerge.MergeOptions.WeightNorm;
import org.prumerge4j.prumerge.prumerge.PruMergeOptions.Order;
import org.prumerge4j.prumerge.prumerge.SelectionOptions.Rule;
import org.prumerge4j.prumerge.prumerge.SelectionOptions.Scope;
import org.prumerge4j.prumerge.prumerge.SupplementOptions.Duplicates;
import org.prumerge4j.prumerge.prumerge.SupplementOptions.Layout;
import org.prumerge4j.prumerge.prumerge.SupplementOptions.Offset;

/**
 * The frozen option sets of PruMerge: the method as its released code has it ({@code reference}) and as its paper
 * describes it ({@code paper}, arXiv 2403.15388), each with an adaptive and with a fixed budget.
 */
final class PruMergePresets {
    private static final double EIGHTH = 0.125;
    private static final double TUKEY = 1.5;
    private static final int NEIGHBOURS = 32;
    /** Count a change of the budget's kind alone starts from: a ninth of CLIP's 576 patches. */
    private static final int COUNT = 64;

    private static final AttentionOptions FULL_WIDTH = new AttentionOptions(HeadMode.CONCAT, null);
    private static final AttentionOptions PER_HEAD = new AttentionOptions(HeadMode.MEAN_SOFTMAX, null);
    private static final SelectionOptions ADAPTIVE = selection(Budget.Kind.ADAPTIVE);
    private static final SelectionOptions FIXED = selection(Budget.Kind.RATIO);
    private static final MergeOptions ADDED = new MergeOptions(
            true, NEIGHBOURS, Pool.ALL, Similarity.COSINE, WeightNorm.NONE, Centre.ADD, ExtraToken.ALWAYS);
    private static final MergeOptions MEAN = new MergeOptions(
            true, NEIGHBOURS, Pool.ALL, Similarity.DOT, WeightNorm.SUM, Centre.CANDIDATE, ExtraToken.NEVER);
    private static final MergeOptions UNMERGED = new MergeOptions(
            false, NEIGHBOURS, Pool.ALL, Similarity.COSINE, WeightNorm.NONE, Centre.ADD, ExtraToken.NEVER);
    private static final SupplementOptions THIRD_STRIDE =
            new SupplementOptions(Layout.STRIDE1D, 3, Offset.ZERO, Duplicates.SKIP);

    private PruMergePresets() {}

    static List<Preset> base(String name) {
        return List.of(
                preset(
                        name + "/reference",
                        "The released code: outliers of a full-width softmax, cosine neighbours added, summary token.",
                        new PruMergeOptions(FULL_WIDTH, ADAPTIVE, null, ADDED, Order.ATTENTION)),
                preset(
                        name + "/reference-fixed",
                        "The released code with the 1/8 of patches of highest attention.",
                        new PruMergeOptions(FULL_WIDTH, FIXED, null, ADDED, Order.ATTENTION)),
                preset(
                        name + "/paper",
                        "The paper: outliers of the mean over heads, weighted mean of nearest keys, no summary token.",
                        new PruMergeOptions(PER_HEAD, ADAPTIVE, null, MEAN, Order.ATTENTION)),
                preset(
                        name + "/paper-fixed",
                        "The paper's merging of the 1/8 of patches of highest attention.",
                        new PruMergeOptions(PER_HEAD, FIXED, null, MEAN, Order.ATTENTION)),
                preset(
                        name + "/selection",
                        "Outliers alone, nothing merged (AITS of the paper's ablation).",
                        new PruMergeOptions(FULL_WIDTH, ADAPTIVE, null, UNMERGED, Order.ATTENTION)));
    }

    static List<Preset> plus(String name) {
        return List.of(
                preset(
                        name + "/reference",
                        "The released code at inference: outliers, and a stride of a third of what their share gives.",
                        new PruMergeOptions(FULL_WIDTH, ADAPTIVE, THIRD_STRIDE, ADDED, Order.ATTENTION)),
                preset(
                        name + "/reference-fixed",
                        "The released code for training: 1/8 by attention and 1/8 by stride, duplicates and all.",
                        new PruMergeOptions(FULL_WIDTH, FIXED, halfStep(Duplicates.REFERENCE), ADDED, Order.ATTENTION)),
                preset(
                        name + "/paper",
                        "The paper's attention and merging with outliers and a stride of a third.",
                        new PruMergeOptions(PER_HEAD, ADAPTIVE, THIRD_STRIDE, MEAN, Order.ATTENTION)),
                preset(
                        name + "/paper-fixed",
                        "The paper's attention and merging of 1/8 by attention and 1/8 by stride.",
                        new PruMergeOptions(PER_HEAD, FIXED, halfStep(Duplicates.KEEP), MEAN, Order.ATTENTION)));
    }

    private static SelectionOptions selection(Budget.Kind kind) {
        return new SelectionOptions(new Budget(kind, EIGHTH, COUNT), Rule.TOP_K, TUKEY, Scope.IMAGE, 1, 0);
    }

    private static SupplementOptions halfStep(Duplicates duplicates) {
        return new SupplementOptions(Layout.STRIDE1D, 1, Offset.HALF_STEP, duplicates);
    }

    private static Preset preset(String name, String description, PruMergeOptions options) {
        return new Preset(name.substring(0, name.indexOf('/')), name, description, options.toMap());
    }
}
