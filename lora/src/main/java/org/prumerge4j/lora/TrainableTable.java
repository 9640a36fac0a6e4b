package org.prumerge4j.lora;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.prumerge4j.model.tensor.Shape;

/**
 * What trains and what does not, for people to read before they spend money on it.
 *
 * @param trainable tensors that train, those that differ only in the index of their layer in one row
 * @param frozen tensors that do not, in one row for each part of the model
 */
public record TrainableTable(List<Row> trainable, List<Row> frozen) {
    private static final Pattern REST_OF_PART = Pattern.compile("(\\.layers)\\..*|\\.(?:weight|bias)$");
    private static final int GAP = 2;

    /**
     * Tensors counted together.
     *
     * @param pattern their names, with {@code *} for what differs
     * @param shape their common shape; {@code "mixed"} if they differ
     * @param tensors how many tensors
     * @param parameters how many numbers in all of them
     */
    public record Row(String pattern, String shape, int tensors, long parameters) {
        private Row plus(Shape other) {
            String common = other.toString().equals(shape) ? shape : "mixed";
            return new Row(pattern, common, tensors + 1, Math.addExact(parameters, other.elements()));
        }
    }

    /** Copies the rows. */
    public TrainableTable {
        trainable = List.copyOf(trainable);
        frozen = List.copyOf(frozen);
    }

    /**
     * A table of tensors by name.
     *
     * @param trainable shapes of the tensors that train: adapters, projector
     * @param frozen shapes of all others
     */
    public static TrainableTable of(Map<String, Shape> trainable, Map<String, Shape> frozen) {
        Map<String, Row> training = new LinkedHashMap<>();
        trainable.forEach((name, shape) -> count(training, LoraTargets.anyLayer(name), shape));
        Map<String, Row> resting = new LinkedHashMap<>();
        frozen.forEach((name, shape) -> count(resting, part(name), shape));
        return new TrainableTable(List.copyOf(training.values()), List.copyOf(resting.values()));
    }

    /** How many numbers training changes. */
    public long trainableCount() {
        return sum(trainable);
    }

    /** How many numbers stay as they are. */
    public long frozenCount() {
        return sum(frozen);
    }

    /** Share of the numbers that training changes, in percent; 0 of an empty model. */
    public double percent() {
        long all = trainableCount() + frozenCount();
        return all == 0 ? 0 : 100.0 * trainableCount() / all;
    }

    /** The table as lines of text, columns aligned. */
    public String render() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("trains", "shape", "tensors", "parameters"));
        trainable.forEach(row -> lines.add(cells(row)));
        lines.add(List.of("frozen", "", "", ""));
        frozen.forEach(row -> lines.add(cells(row)));
        String total = String.format(
                Locale.ROOT,
                "%,d of %,d parameters train (%.2f %%)%n",
                trainableCount(),
                trainableCount() + frozenCount(),
                percent());
        return aligned(lines) + total;
    }

    private static void count(Map<String, Row> rows, String pattern, Shape shape) {
        Row known = rows.getOrDefault(pattern, new Row(pattern, shape.toString(), 0, 0));
        rows.put(pattern, known.plus(shape));
    }

    private static String part(String name) {
        return REST_OF_PART.matcher(name).replaceFirst("$1.*");
    }

    private static long sum(List<Row> rows) {
        return rows.stream().mapToLong(Row::parameters).reduce(0, Math::addExact);
    }

    private static List<String> cells(Row row) {
        return List.of(
                "  " + row.pattern(),
                row.shape(),
                Integer.toString(row.tensors()),
                String.format(Locale.ROOT, "%,d", row.parameters()));
    }

    private static String aligned(List<List<String>> lines) {
        int[] widths = new int[lines.get(0).size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder row = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                boolean number = i >= 2;
                String padding = " ".repeat(widths[i] - line.get(i).length());
                row.append(number ? padding : "").append(line.get(i)).append(number ? "" : padding);
                row.append(" ".repeat(GAP));
            }
            text.append(row.toString().stripTrailing()).append(System.lineSeparator());
        }
        return text.toString();
    }
}
