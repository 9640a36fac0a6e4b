package org.prumerge4j.model.engine;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What a plan does and where its time goes.
 *
 * @param steps kernels in the order they run
 * @param arenaBytes memory of all intermediate arrays
 * @param unsharedBytes what they would take if each had memory of its own
 * @param timedRuns over how many runs times are averaged; 0 if none was timed
 */
public record PlanReport(List<Step> steps, long arenaBytes, long unsharedBytes, long timedRuns) {
    private static final double MEGA = 1e6;
    private static final double GIGA = 1e9;
    private static final double PERCENT = 100;

    /**
     * One kernel.
     *
     * @param kind what it does
     * @param result the tensor it writes, with its shape
     * @param operations multiplications and additions of one run, where counted
     * @param bytes size of all tensors it reads and writes
     * @param nanos time of one run
     */
    public record Step(String kind, String result, double operations, long bytes, long nanos) {}

    /** All kernels of one kind, added up. */
    public record Line(String kind, int kernels, double operations, long bytes, long nanos) {
        static Line of(Step step) {
            return new Line(step.kind, 1, step.operations, step.bytes, step.nanos);
        }

        Line plus(Line other) {
            return new Line(
                    kind,
                    kernels + other.kernels,
                    operations + other.operations,
                    bytes + other.bytes,
                    nanos + other.nanos);
        }
    }

    /** A report with its own copy of the steps. */
    public PlanReport {
        steps = List.copyOf(steps);
    }

    /** Time of all kernels in one run. */
    public long nanos() {
        return steps.stream().mapToLong(Step::nanos).sum();
    }

    /** Multiplications and additions of one run, where counted. */
    public double operations() {
        return steps.stream().mapToDouble(Step::operations).sum();
    }

    /** The kinds of kernels, dearest first. */
    public List<Line> lines() {
        Map<String, Line> kinds = new TreeMap<>();
        steps.forEach(step -> kinds.merge(step.kind, Line.of(step), Line::plus));
        return kinds.values().stream()
                .sorted(Comparator.comparing(Line::nanos).reversed())
                .toList();
    }

    /** A table of all kinds of kernels, dearest first. */
    public String table() {
        StringBuilder table = new StringBuilder();
        table.append(String.format(
                Locale.ROOT,
                "%-20s %8s %10s %10s %10s %7s %10s %10s%n",
                "kind",
                "kernels",
                "GFLOP",
                "MB",
                "ms",
                "%",
                "GFLOP/s",
                "GB/s"));
        lines().forEach(line -> table.append(row(line)));
        table.append(row(steps.stream().map(Line::of).reduce(new Line("all", 0, 0, 0, 0), Line::plus)));
        table.append(String.format(
                Locale.ROOT, "arena %.1f MB instead of %.1f MB%n", arenaBytes / MEGA, unsharedBytes / MEGA));
        return table.toString();
    }

    /** A table of the dearest single kernels. */
    public String dearest(int count) {
        StringBuilder table = new StringBuilder();
        table.append(String.format(
                Locale.ROOT, "%6s %-20s %10s %10s %10s %7s  %s%n", "step", "kind", "GFLOP", "MB", "ms", "%", "writes"));
        List<Integer> order = IntStream.range(0, steps.size())
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> steps.get(i).nanos).reversed())
                .limit(count)
                .toList();
        for (int i : order) {
            Step step = steps.get(i);
            table.append(String.format(
                    Locale.ROOT,
                    "%6d %-20s %10.3f %10.2f %10.3f %7.1f  %s%n",
                    i + 1,
                    step.kind,
                    step.operations / GIGA,
                    step.bytes / MEGA,
                    step.nanos / MEGA,
                    share(step.nanos),
                    step.result));
        }
        return table.toString();
    }

    private double share(long part) {
        return nanos() == 0 ? 0 : PERCENT * part / nanos();
    }

    private String row(Line line) {
        return String.format(
                Locale.ROOT,
                "%-20s %8d %10.2f %10.1f %10.2f %7.1f %10.1f %10.1f%n",
                line.kind,
                line.kernels,
                line.operations / GIGA,
                line.bytes / MEGA,
                line.nanos / MEGA,
                share(line.nanos),
                line.nanos == 0 ? 0 : line.operations / line.nanos,
                line.nanos == 0 ? 0 : (double) line.bytes / line.nanos);
    }
}
