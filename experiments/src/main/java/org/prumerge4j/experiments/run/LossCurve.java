package org.prumerge4j.experiments.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Losses of a run, step by step, and a picture of them for a terminal.
 *
 * @param losses loss of each step that had one
 */
public record LossCurve(List<Double> losses) {
    private static final int ROWS = 8;
    private static final int COLUMNS = 60;
    private static final int TENTHS = 10;

    /** Keeps its own copy of the losses, of which there must be one. */
    public LossCurve {
        losses = List.copyOf(losses);
        if (losses.isEmpty()) {
            throw new IllegalArgumentException("there are no losses to show");
        }
    }

    /** Losses from a file of metrics. */
    public static LossCurve read(Path metrics) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<Double> losses = new ArrayList<>();
        for (String line : Files.readAllLines(metrics, StandardCharsets.UTF_8)) {
            JsonNode loss = mapper.readTree(line).path("loss");
            if (loss.isNumber()) {
                losses.add(loss.asDouble());
            }
        }
        return new LossCurve(losses);
    }

    /** Mean over the first tenth. */
    public double beginning() {
        return mean(0, Math.max(1, losses.size() / TENTHS));
    }

    /** Mean over the last tenth. */
    public double end() {
        return mean(losses.size() - Math.max(1, losses.size() / TENTHS), losses.size());
    }

    /** The curve, steps from left to right, each column the mean of its steps. */
    public String render() {
        int columns = Math.min(COLUMNS, losses.size());
        double[] means = new double[columns];
        double highest = Double.NEGATIVE_INFINITY;
        double lowest = Double.POSITIVE_INFINITY;
        for (int column = 0; column < columns; column++) {
            means[column] = mean(column * losses.size() / columns, (column + 1) * losses.size() / columns);
            highest = Math.max(highest, means[column]);
            lowest = Math.min(lowest, means[column]);
        }
        StringBuilder picture = new StringBuilder();
        double height = Math.max(highest - lowest, Double.MIN_NORMAL);
        for (int row = 0; row < ROWS; row++) {
            double level = highest - row * height / (ROWS - 1);
            picture.append(String.format(Locale.ROOT, "%8.3f |", level));
            for (double mean : means) {
                long nearest = Math.round((highest - mean) / height * (ROWS - 1));
                picture.append(nearest == row ? '*' : ' ');
            }
            picture.append('\n');
        }
        picture.append("         +").append("-".repeat(columns)).append("> ").append(losses.size());
        return picture.append(" steps\n").toString();
    }

    private double mean(int from, int to) {
        return losses.subList(from, to).stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
    }
}
