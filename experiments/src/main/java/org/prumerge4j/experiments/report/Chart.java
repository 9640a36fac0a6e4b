package org.prumerge4j.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A chart of points and lines as SVG inside HTML, with axes, and a legend to its right. */
final class Chart {
    /**
     * Points of one kind.
     *
     * @param name in the legend
     * @param colour as CSS has it
     * @param style of its marks and line
     * @param points in the order they are joined
     */
    record Series(String name, String colour, Style style, List<Point> points) {}

    /** How points are drawn. */
    enum Style {
        /** Outlines of circles, joined by dashes. */
        HOLLOW,
        /** Circles, joined by lines. */
        FILLED,
        /** Squares, joined by lines. */
        SQUARE,
        /** Joined by lines alone. */
        LINE
    }

    /**
     * A point.
     *
     * @param error half the length of the bar through it; NaN for none
     * @param label what pointing at it shows
     */
    record Point(double x, double y, double error, String label) {}

    private static final int WIDTH = 880;
    private static final int HEIGHT = 380;
    private static final int LEFT = 56;
    private static final int RIGHT = 640;
    private static final int TOP = 16;
    private static final int BOTTOM = 330;
    private static final int LEGEND_STEP = 18;

    private final String title;
    private final Axis across;
    private final Axis up;
    private final StringBuilder svg = new StringBuilder();

    /** @param across the axis of x, {@code up} that of y */
    Chart(String title, Axis across, Axis up) {
        this.title = title;
        this.across = across;
        this.up = up;
    }

    /** The chart as a figure. */
    String render(List<Series> series) {
        int legend = TOP + 10 + series.size() * LEGEND_STEP;
        int height = Math.max(HEIGHT, legend);
        svg.append(String.format(
                Locale.ROOT,
                "<figure><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n",
                WIDTH,
                height,
                Html.escape(title)));
        axes();
        for (Series each : series) {
            line(each);
        }
        for (Series each : series) {
            each.points().forEach(point -> mark(each, point));
        }
        legend(series);
        return svg.append("</svg><figcaption>")
                .append(Html.escape(title))
                .append("</figcaption></figure>\n")
                .toString();
    }

    private double x(double value) {
        return LEFT + across.place(value) * (RIGHT - LEFT);
    }

    private double y(double value) {
        return BOTTOM - up.place(value) * (BOTTOM - TOP);
    }

    private void axes() {
        for (double tick : up.ticks()) {
            add("<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>", LEFT, RIGHT, y(tick), y(tick));
            add(
                    "<text class=\"tick\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
                    LEFT - 8, y(tick) + 4, up.text(tick));
        }
        for (double tick : across.ticks()) {
            add("<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>", x(tick), x(tick), TOP, BOTTOM);
            add(
                    "<text class=\"tick\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                    x(tick), BOTTOM + 18, across.text(tick));
        }
        add("<path class=\"axis\" d=\"M%d %d V%d H%d\"/>", LEFT, TOP, BOTTOM, RIGHT);
        add(
                "<text class=\"name\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                (LEFT + RIGHT) / 2, BOTTOM + 40, Html.escape(across.name()));
        add(
                "<text class=\"name\" transform=\"translate(14 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>",
                (TOP + BOTTOM) / 2, Html.escape(up.name()));
    }

    private void line(Series series) {
        if (series.points().size() < 2) {
            return;
        }
        List<String> corners = new ArrayList<>();
        series.points()
                .forEach(point -> corners.add(String.format(Locale.ROOT, "%.1f,%.1f", x(point.x()), y(point.y()))));
        add(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.6\"%s/>",
                String.join(" ", corners),
                series.colour(),
                series.style() == Style.HOLLOW ? " stroke-dasharray=\"5 4\"" : "");
    }

    private void mark(Series series, Point point) {
        if (series.style() == Style.LINE) {
            return;
        }
        add("<g><title>%s</title>", Html.escape(point.label()));
        if (point.error() > 0) {
            add(
                    "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"1.6\"/>",
                    x(point.x()),
                    x(point.x()),
                    y(point.y() - point.error()),
                    y(point.y() + point.error()),
                    series.colour());
        }
        symbol(series, x(point.x()), y(point.y()));
        svg.append("</g>\n");
    }

    private void symbol(Series series, double x, double y) {
        String fill = series.style() == Style.HOLLOW ? "#fff" : series.colour();
        if (series.style() == Style.SQUARE) {
            add("<rect x=\"%.1f\" y=\"%.1f\" width=\"10\" height=\"10\" fill=\"%s\"/>", x - 5, y - 5, fill);
        } else {
            add(
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"5\" fill=\"%s\" stroke=\"%s\" stroke-width=\"2\"/>",
                    x, y, fill, series.colour());
        }
    }

    private void legend(List<Series> series) {
        for (int i = 0; i < series.size(); i++) {
            Series each = series.get(i);
            int at = TOP + 10 + i * LEGEND_STEP;
            if (each.style() != Style.LINE) {
                symbol(each, RIGHT + 26, at - 4);
            } else {
                add(
                        "<line x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"2.5\"/>",
                        RIGHT + 18, RIGHT + 34, at - 4, at - 4, each.colour());
            }
            add("<text class=\"legend\" x=\"%d\" y=\"%d\">%s</text>", RIGHT + 42, at, Html.escape(each.name()));
        }
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
