package org.prumerge4j.prumerge.prumerge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.prumerge4j.prumerge.MergeMatrix;
import org.prumerge4j.prumerge.MergeMatrixBuilder;
import org.prumerge4j.prumerge.ReducerInput;
import org.prumerge4j.prumerge.options.Budget;
import org.prumerge4j.prumerge.select.UniformPatches;

/**
 * PruMerge written down as the algorithm reads, one token after the other, in double precision and with full sorts: slow
 * and obvious, the oracle of the fast form.
 */
final class ReferencePruMerge {
    private final PruMergeOptions options;

    ReferencePruMerge(PruMergeOptions options) {
        this.options = options;
    }

    List<MergeMatrix> reduceAll(List<ReducerInput> batch) {
        List<Double> pool = new ArrayList<>();
        for (ReducerInput input : batch) {
            for (double value : attention(input)) {
                pool.add(value);
            }
        }
        return batch.stream().map(input -> reduce(input, pool)).toList();
    }

    MergeMatrix reduce(ReducerInput input) {
        return reduceAll(List.of(input)).get(0);
    }

    double[] attention(ReducerInput input) {
        boolean concat = options.attention().headMode() == AttentionOptions.HeadMode.CONCAT;
        int heads = concat ? 1 : input.heads();
        int width = input.channels() / heads;
        Double given = options.attention().scale();
        double scale = given == null ? Math.pow(width, -0.5) : given;
        double[] result = new double[input.patches()];
        for (int head = 0; head < heads; head++) {
            double[] weights = new double[input.patches() + 1];
            for (int token = 0; token < weights.length; token++) {
                for (int c = head * width; c < (head + 1) * width; c++) {
                    weights[token] += (double) input.classQuery()[c] * input.keys()[token * input.channels() + c];
                }
                weights[token] *= scale;
            }
            double top = Arrays.stream(weights).max().orElseThrow();
            double sum = Arrays.stream(weights).map(w -> Math.exp(w - top)).sum();
            for (int patch = 0; patch < result.length; patch++) {
                double weight = Math.exp(weights[patch + 1] - top) / sum;
                if (options.attention().headMode() == AttentionOptions.HeadMode.MAX_SOFTMAX) {
                    result[patch] = Math.max(result[patch], weight);
                } else {
                    result[patch] += weight / heads;
                }
            }
        }
        return result;
    }

    static double percentile(List<Double> values, double q) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        double position = q * (sorted.size() - 1);
        int low = (int) Math.floor(position);
        int high = (int) Math.ceil(position);
        double part = position - low;
        double step = sorted.get(high) - sorted.get(low);
        return part < 0.5 ? sorted.get(low) + part * step : sorted.get(high) - (1 - part) * step;
    }

    private static List<Integer> byValue(double[] values) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            order.add(i);
        }
        order.sort(Comparator.<Integer>comparingDouble(i -> -values[i]).thenComparing(Comparator.naturalOrder()));
        return order;
    }

    private MergeMatrix reduce(ReducerInput input, List<Double> pool) {
        double[] attention = attention(input);
        List<Integer> kept = select(attention, input.gridWidth(), pool);
        if (options.order() == PruMergeOptions.Order.RASTER) {
            Collections.sort(kept);
        }
        Set<Integer> distinct = new HashSet<>(kept);
        List<Integer> pruned = new ArrayList<>();
        for (int patch = 0; patch < attention.length; patch++) {
            if (!distinct.contains(patch)) {
                pruned.add(patch);
            }
        }
        if (repeatsAsReference()) {
            int repeated = Math.min(pruned.size(), kept.size() - distinct.size());
            pruned = pruned.subList(repeated, pruned.size());
        }
        MergeOptions.ExtraToken rule = options.merging().extraToken();
        boolean extra = rule == MergeOptions.ExtraToken.ALWAYS
                || (rule == MergeOptions.ExtraToken.WHEN_PRUNED && !pruned.isEmpty());
        MergeMatrixBuilder matrix = new MergeMatrixBuilder(attention.length, kept.size() + (extra ? 1 : 0), 1);
        for (int row = 0; row < kept.size(); row++) {
            mergedRow(input, attention, kept, pruned, row).forEach((patch, w) -> matrix.entry(patch, w.floatValue()));
            matrix.endRow(kept.get(row));
        }
        if (extra) {
            weighted(attention, pruned).forEach((patch, w) -> matrix.entry(patch, w.floatValue()));
            matrix.endRow(MergeMatrix.SUMMARY);
        }
        return matrix.build();
    }

    private boolean repeatsAsReference() {
        return options.supplement() != null
                && options.supplement().duplicates() == SupplementOptions.Duplicates.REFERENCE;
    }

    private List<Integer> select(double[] attention, int gridWidth, List<Double> pool) {
        SelectionOptions selection = options.selection();
        int n = attention.length;
        Budget budget = selection.budget();
        int limit = selection.maxKeep() == 0 ? n : Math.min(n, selection.maxKeep());
        int minKeep = Math.min(selection.minKeep(), n);
        int step = (int) (1 / budget.ratio());
        int spatialCount = options.supplement() == null ? 0 : budget.count() / 2;
        int wanted = budget.count() - spatialCount;
        if (budget.kind() == Budget.Kind.ADAPTIVE) {
            double q1 = percentile(pool, 0.25);
            double q3 = percentile(pool, 0.75);
            double fence = q3 + selection.iqrFactor() * (q3 - q1);
            long outliers = pool.stream().filter(value -> value > fence).count();
            step = (int) (outliers * n < (long) minKeep * pool.size() ? n / minKeep : pool.size() / outliers);
            wanted = selection.rule() == SelectionOptions.Rule.FENCE
                    ? (int) Arrays.stream(attention)
                            .filter(value -> value > fence)
                            .count()
                    : (int) Math.max(minKeep, n * outliers / pool.size());
        } else if (budget.kind() == Budget.Kind.RATIO) {
            wanted = (int) (n * budget.ratio());
        }
        int top = Math.min(limit, Math.max(minKeep, wanted));
        List<Integer> order = byValue(attention);
        List<Integer> kept = new ArrayList<>(order.subList(0, top));
        if (options.supplement() != null) {
            supplement(kept, order, gridWidth, limit, budget.kind() == Budget.Kind.COUNT ? -spatialCount : step);
        }
        return kept;
    }

    /** Adds spatial patches; {@code stepOrCount} is int(1 / ratio), or a count with a minus. */
    private void supplement(List<Integer> kept, List<Integer> order, int gridWidth, int limit, int stepOrCount) {
        int n = order.size();
        int top = kept.size();
        boolean grid = options.supplement().layout() == SupplementOptions.Layout.GRID2D;
        List<Integer> positions;
        if (stepOrCount <= 0) {
            positions = spread(n, gridWidth, Math.min(limit - top, -stepOrCount), grid);
        } else {
            int stride = Math.max(1, stepOrCount / options.supplement().strideDivisor());
            positions = strided(n, stride);
            if (grid) {
                positions = spread(n, gridWidth, positions.size(), true);
            }
            while (options.selection().maxKeep() > 0 && added(kept, positions) > limit - top) {
                stride++;
                if (stride > n) {
                    positions = List.of();
                } else {
                    positions = grid ? spread(n, gridWidth, positions.size() - 1, true) : strided(n, stride);
                }
            }
        }
        boolean repeat = options.supplement().duplicates() == SupplementOptions.Duplicates.KEEP || repeatsAsReference();
        List<Integer> taken = new ArrayList<>();
        for (int position : positions) {
            if (repeat || !kept.contains(position)) {
                taken.add(position);
            }
        }
        if (options.supplement().duplicates() == SupplementOptions.Duplicates.REFILL) {
            for (int patch : order) {
                if (kept.size() + taken.size() < top + positions.size()
                        && !kept.contains(patch)
                        && !taken.contains(patch)) {
                    kept.add(patch);
                }
            }
        }
        kept.addAll(taken);
    }

    private int added(List<Integer> kept, List<Integer> positions) {
        return options.supplement().duplicates() == SupplementOptions.Duplicates.SKIP
                ? (int) positions.stream().filter(p -> !kept.contains(p)).count()
                : positions.size();
    }

    private List<Integer> strided(int n, int stride) {
        List<Integer> positions = new ArrayList<>();
        int first = options.supplement().offset() == SupplementOptions.Offset.ZERO ? 0 : stride / 2;
        for (int patch = first; patch < n - 1; patch += stride) {
            positions.add(patch);
        }
        return positions;
    }

    private static List<Integer> spread(int n, int gridWidth, int count, boolean grid) {
        if (count == 0) {
            return List.of();
        }
        int[] spread = grid ? UniformPatches.grid(n, gridWidth, count) : UniformPatches.line(n, count);
        return Arrays.stream(spread).boxed().toList();
    }

    private SortedMap<Integer, Double> mergedRow(
            ReducerInput input, double[] attention, List<Integer> kept, List<Integer> pruned, int row) {
        MergeOptions merging = options.merging();
        int centre = kept.get(row);
        SortedMap<Integer, Double> weights = new TreeMap<>();
        if (!merging.merge()) {
            weights.put(centre, 1.0);
            return weights;
        }
        List<Integer> members = nearest(input, centre, candidates(kept, pruned, row));
        if (merging.centre() == MergeOptions.Centre.MEMBER) {
            members.add(centre);
        }
        weights = weighted(attention, members);
        if (merging.centre() == MergeOptions.Centre.ADD) {
            weights.merge(centre, 1.0, Double::sum);
        }
        return weights;
    }

    private List<Integer> candidates(List<Integer> kept, List<Integer> pruned, int row) {
        MergeOptions merging = options.merging();
        boolean competes = merging.centre() == MergeOptions.Centre.CANDIDATE;
        List<Integer> candidates = new ArrayList<>(pruned);
        if (merging.pool() == MergeOptions.Pool.ALL) {
            if (repeatsAsReference() && !competes) {
                for (int other = 0; other < kept.size(); other++) {
                    if (other != row) {
                        candidates.add(kept.get(other));
                    }
                }
                return candidates;
            }
            candidates.addAll(new HashSet<>(kept));
        }
        candidates.remove(kept.get(row));
        if (competes) {
            candidates.add(kept.get(row));
        }
        return candidates;
    }

    private List<Integer> nearest(ReducerInput input, int centre, List<Integer> candidates) {
        double[] similarity = new double[input.patches()];
        for (int patch : candidates) {
            similarity[patch] = similarity(input, centre + 1, patch + 1);
        }
        List<Integer> sorted = new ArrayList<>(candidates);
        sorted.sort(Comparator.<Integer>comparingDouble(patch -> -similarity[patch])
                .thenComparing(Comparator.naturalOrder()));
        return new ArrayList<>(sorted.subList(0, Math.min(options.merging().neighbours(), sorted.size())));
    }

    private double similarity(ReducerInput input, int a, int b) {
        double product = dot(input, a, b);
        if (options.merging().similarity() == MergeOptions.Similarity.DOT) {
            return product;
        }
        return product / (Math.max(1e-12, Math.sqrt(dot(input, a, a))) * Math.max(1e-12, Math.sqrt(dot(input, b, b))));
    }

    private static double dot(ReducerInput input, int a, int b) {
        double sum = 0;
        for (int c = 0; c < input.channels(); c++) {
            sum += (double) input.keys()[a * input.channels() + c] * input.keys()[b * input.channels() + c];
        }
        return sum;
    }

    private SortedMap<Integer, Double> weighted(double[] attention, List<Integer> members) {
        double sum = members.stream().mapToDouble(patch -> attention[patch]).sum();
        SortedMap<Integer, Double> weights = new TreeMap<>();
        for (int patch : members) {
            double weight = attention[patch];
            if (options.merging().weightNorm() == MergeOptions.WeightNorm.SUM) {
                weight = sum == 0 ? 1.0 / members.size() : weight / sum;
            }
            weights.merge(patch, weight, Double::sum);
        }
        return weights;
    }
}
