package org.prumerge4j.model.engine;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * What a plan does and where its time goes.
 *
 * @param lines one for each kind of kernel
 * @param arenaBytes memory of all intermediate arrays
 * @param unsharedBytes what they would take if each had memory of its own
 * @param timedRuns over how many runs times are averaged; 0 if none was timed
 */
public record PlanReport(List<Line> lines, long arenaBytes, long unsharedBytes, long timedRuns) {
    private static final double MEGA = 1e6;
    private static final double GIGA = 1e9;

    /**
     * All kernels of one kind.
     *
     * @param operations multiplications and additions of one run, where counted
     * @param nanos time of one run
     */
    public record Line(String kind, int kernels, double operations, long nanos) {
        Line plus(Line other) {
            return new Line(kind, kernels + other.kernels, operations + other.operations, nanos + other.nanos);
        }
    }

    /** A report with its own copy of the lines. */
    public PlanReport {
        lines = List.copyOf(lines);
    }

    /** A table, dearest kind first. */
    public String table() {
        StringBuilder table = new StringBuilder();
        table.append(
                String.format(Locale.ROOT, "%-20s %8s %10s %10s %10s%n", "kind", "kernels", "GFLOP", "ms", "GF/s"));
        lines.stream().sorted(Comparator.comparing(Line::nanos).reversed()).forEach(line -> table.append(row(line)));
        Line total = lines.stream().reduce(new Line("all", 0, 0, 0), Line::plus);
        table.append(row(total));
        table.append(String.format(
                Locale.ROOT, "arena %.1f MB instead of %.1f MB%n", arenaBytes / MEGA, unsharedBytes / MEGA));
        return table.toString();
    }

    private static String row(Line line) {
        double rate = line.nanos == 0 ? 0 : line.operations / line.nanos;
        return String.format(
                Locale.ROOT,
                "%-20s %8d %10.2f %10.2f %10.1f%n",
                line.kind,
                line.kernels,
                line.operations / GIGA,
                line.nanos / MEGA,
                rate);
    }
}
