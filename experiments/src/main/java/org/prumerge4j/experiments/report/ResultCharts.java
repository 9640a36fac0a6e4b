package org.prumerge4j.experiments.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.prumerge4j.experiments.report.Chart.Point;
import org.prumerge4j.experiments.report.Chart.Series;
import org.prumerge4j.experiments.report.Chart.Style;

/** Curves of results. A reducer has its colour everywhere; what is not tuned is hollow and dashed. */
final class ResultCharts {
    private static final List<String> COLOURS = List.of(
            "#222222", "#d1495b", "#1f77b4", "#2a9d4b", "#e08e0b", "#7b4ab8", "#17a2a2", "#a0522d", "#c2378f",
            "#7f8c2a", "#5c6f82", "#b8860b");

    private final AblationResults results;
    private final Map<String, String> colours = new LinkedHashMap<>();

    ResultCharts(AblationResults results) {
        this.results = results;
        for (Group group : results.groups()) {
            colours.computeIfAbsent(group.reducer(), label -> COLOURS.get(colours.size() % COLOURS.size()));
        }
    }

    /** Mean score against tokens kept. */
    String scoreAgainstTokens() {
        List<Series> series = series(Figures.TOKENS, group -> true);
        return new Chart(
                        "Score against visual tokens. Hollow: training-free, filled: tuned, square: tuned with another"
                                + " reducer. Bars: one standard deviation"
                                + " over seeds.",
                        Axis.doubling("visual tokens an image (doubling)", values(series, true)),
                        Axis.linear("mean of families, percent right", values(series, false)))
                .render(series);
    }

    /** Mean score against the time of an answer. */
    String scoreAgainstTime() {
        List<Series> series = series(Figures.MILLISECONDS, group -> true);
        return new Chart(
                        "Score against time, measured while the ablation ran.",
                        Axis.fromZero("milliseconds a question, images included", values(series, true)),
                        Axis.linear("mean of families, percent right", values(series, false)))
                .render(series);
    }

    /** Mean score against the time of tuning. */
    String scoreAgainstTuning() {
        List<Series> series = series(Figures.TUNING_SECONDS, Group::tuned);
        return series.isEmpty()
                ? ""
                : new Chart(
                                "Score against time spent tuning, the same number of steps for all.",
                                Axis.fromZero("seconds of tuning", values(series, true)),
                                Axis.linear("mean of families, percent right", values(series, false)))
                        .render(series);
    }

    private List<Series> series(String across, Predicate<Group> which) {
        Map<String, List<Point>> points = new LinkedHashMap<>();
        Map<String, Group> first = new LinkedHashMap<>();
        for (Group group : results.groups()) {
            double x = group.mean(across);
            Spread score = group.spread(Figures.MEAN);
            if (which.test(group) && !Double.isNaN(x) && score.count() > 0) {
                String label = String.format(
                        Locale.ROOT,
                        "%s: %s %% at %.1f tokens",
                        group.title(),
                        score.text(1),
                        group.mean(Figures.TOKENS));
                points.computeIfAbsent(group.series(), name -> new ArrayList<>())
                        .add(new Point(x, score.mean(), score.deviation(), label));
                first.putIfAbsent(group.series(), group);
            }
        }
        List<Series> series = new ArrayList<>();
        first.forEach((name, group) -> {
            List<Point> sorted = points.getOrDefault(name, List.of()).stream()
                    .sorted(Comparator.comparingDouble(Point::x))
                    .toList();
            series.add(new Series(name, colour(group), style(group), sorted));
        });
        return series;
    }

    private static Style style(Group group) {
        if (!group.tuned()) {
            return Style.HOLLOW;
        }
        return group.tunedWith().isEmpty() ? Style.FILLED : Style.SQUARE;
    }

    private String colour(Group group) {
        return colours.getOrDefault(group.reducer(), COLOURS.get(0));
    }

    private static double[] values(List<Series> series, boolean across) {
        return series.stream()
                .flatMap(each -> each.points().stream())
                .mapToDouble(point -> across ? point.x() : point.y())
                .toArray();
    }

    /** Loss of the first seed of every tuning that was answered with its own reducer. */
    String losses() {
        List<Series> series = new ArrayList<>();
        for (Group group : results.groups()) {
            List<double[]> losses = group.runs().get(0).losses();
            if (group.tuned() && group.tunedWith().isEmpty() && !losses.isEmpty()) {
                List<Point> points = losses.stream()
                        .map(point -> new Point(point[0], point[1], Double.NaN, ""))
                        .toList();
                series.add(new Series(group.title(), colour(group), Style.LINE, points));
            }
        }
        return series.isEmpty()
                ? ""
                : new Chart(
                                "Loss while tuning, first seed, means of stretches of steps.",
                                Axis.fromZero("step", values(series, true)),
                                Axis.fromZero("loss", values(series, false)))
                        .render(series);
    }
}
