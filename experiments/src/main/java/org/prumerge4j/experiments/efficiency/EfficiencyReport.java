package org.prumerge4j.experiments.efficiency;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.prumerge4j.experiments.efficiency.PaperTable.Column;
import org.prumerge4j.experiments.efficiency.PaperTable.Difference;
import org.prumerge4j.experiments.efficiency.PaperTable.Row;

/** The roofline model as tables for people. */
public final class EfficiencyReport {
    private static final double TERA = 1e12;
    private static final double GIGA = 1e9;
    private static final double MILLI = 1e-3;
    private static final String END = System.lineSeparator();

    private EfficiencyReport() {}

    /**
     * What prompts with various numbers of visual tokens cost.
     *
     * @param textTokens tokens of each prompt that are not visual
     * @param visualTokens numbers to compare, the first is the one others are compared with
     */
    public static String prompts(
            String model, Workload workload, Hardware hardware, int textTokens, List<Integer> visualTokens) {
        Roofline roofline = new Roofline(workload, hardware);
        List<Cost> prefill = visualTokens.stream()
                .map(visual -> roofline.prefill((long) textTokens + visual))
                .toList();
        Cost first = prefill.get(0);
        List<String> header = new ArrayList<>(List.of("visual tokens"));
        visualTokens.forEach(visual -> header.add(Integer.toString(visual)));
        TextTable table = new TextTable(header);
        List<String> lengths = new ArrayList<>(List.of("prompt tokens (" + textTokens + " of text)"));
        visualTokens.forEach(visual -> lengths.add(Integer.toString(textTokens + visual)));
        table.add(lengths);
        table.add(row("total prefill operations (T)", prefill, cost -> digits(cost.operations() / TERA)));
        table.add(row("prefill time (ms)", prefill, cost -> digits(cost.seconds() / MILLI)));
        table.add(row("memory traffic (GB)", prefill, cost -> digits(cost.traffic() / GIGA)));
        table.add(row(
                "activation bytes stored, summed over layers (GB)",
                prefill,
                cost -> digits(cost.storedActivations() / GIGA)));
        table.add(row("resident memory (GB)", prefill, cost -> digits(cost.resident() / GIGA)));
        List<Cost> decode = visualTokens.stream()
                .map(visual -> roofline.decode((long) textTokens + visual))
                .toList();
        table.add(row("time of a further token (ms)", decode, cost -> digits(cost.seconds() / MILLI)));
        table.add(
                row("fewer operations than the first", prefill, cost -> times(first.operations(), cost.operations())));
        table.add(row("faster prefill than the first", prefill, cost -> times(first.seconds(), cost.seconds())));
        return heading(model, workload, hardware) + END + table.render() + END + meaning();
    }

    private static String heading(String model, Workload workload, Hardware hardware) {
        return model + ", language model alone, on " + hardware.name() + "; batch " + workload.batch() + "; "
                + workload.bits().describe() + (workload.fusedAttention() ? "; fused attention" : "") + END
                + String.format(
                        Locale.ROOT,
                        "peak %s TFLOP/s, %s GB/s; a roofline model, not a measurement%n",
                        digits(hardware.peak(workload.bits()) / TERA),
                        digits(hardware.bandwidth() / GIGA));
    }

    private static String meaning() {
        return String.join(
                END,
                "memory traffic: all loads and stores of weights, activations, keys and values; not memory occupied.",
                "activation bytes stored: written by all layers together; each layer may overwrite the one before.",
                "resident memory: weights of the layers, keys and values, and what one layer stores.",
                "Not counted: embedding, vision tower, projector, and the reduction itself.",
                "");
    }

    private static List<String> row(String title, List<Cost> costs, Function<Cost, String> cell) {
        List<String> cells = new ArrayList<>(List.of(title));
        costs.stream().map(cell).forEach(cells::add);
        return cells;
    }

    /** The paper's Table 2 beside the model's numbers for the same rows. */
    public static String paper() {
        List<String> header = new ArrayList<>(List.of("model", "bits", "prompt tokens"));
        for (Column column : Column.values()) {
            header.add(column.title());
            header.add("paper");
        }
        TextTable table = new TextTable(header);
        for (Row row : PaperTable.rows()) {
            List<String> cells = new ArrayList<>(
                    List.of(row.model(), Integer.toString(row.bits().weights()), Integer.toString(row.tokens())));
            for (Column column : Column.values()) {
                cells.add(String.format(Locale.ROOT, "%.3f", row.computed(column)));
                cells.add(row.paper(column) + (row.agrees(column) ? " " : "*"));
            }
            table.add(cells);
        }
        StringBuilder text = new StringBuilder(
                "Table 2 of the PruMerge paper (columns \"paper\", arXiv 2403.15388) beside this model" + END + END);
        text.append(table.render()).append(END).append(assumptions());
        for (Difference difference : PaperTable.differences()) {
            text.append("* ").append(describe(difference)).append(END);
        }
        return text.toString();
    }

    private static String describe(Difference difference) {
        Row row = difference.row();
        return row.model() + ", " + row.bits().weights() + " bits, " + row.tokens() + " tokens: the paper prints "
                + row.paper(difference.column()) + ", the model gives "
                + String.format(Locale.ROOT, "%.3f", row.computed(difference.column())) + ": " + difference.reason();
    }

    private static String assumptions() {
        return String.join(
                END,
                "What the paper's numbers follow from: a V100; prompts of " + PaperTable.ORIGINAL_TOKENS + " and "
                        + PaperTable.REDUCED_TOKENS + " tokens (not 576 and 40 visual tokens with 40 of text);",
                "weights, activations, keys and values all of the given width, so 4 bits at the V100's slow integer"
                        + " rate; an output head of one byte a weight;",
                "operations of the 4-bit rows divided by 4, though as many are computed as with 16 bits.",
                "The paper calls memory traffic \"total memory\" and the sum of stored activations \"storing"
                        + " activation\"; neither is memory that has to be there.",
                "");
    }

    private static String times(double first, double other) {
        return String.format(Locale.ROOT, "%.1fx", first / other);
    }

    /** Four significant digits or so, without exponents. */
    static String digits(double value) {
        double size = Math.abs(value);
        int decimals = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
