package org.prumerge4j.experiments.efficiency;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.config.LlavaArchitectures;

/**
 * Table 2 of the PruMerge paper (arXiv 2403.15388) and the model's numbers for the same rows.
 *
 * <p>The table does not say what it assumes. A search over lengths, hardware and accountings finds one set that gives
 * its numbers: a V100, prompts of exactly 700 tokens before and 70 after reduction, LLM-Viewer as it was before
 * 2024-03-19, and operations of the 4-bit rows divided by four by hand.
 */
public final class PaperTable {
    /** Prompt length of the rows without reduction. */
    public static final int ORIGINAL_TOKENS = 700;

    /** Prompt length of the rows with PruMerge. */
    public static final int REDUCED_TOKENS = 70;

    private static final double TERA = 1e12;
    private static final double GIGA = 1e9;
    private static final double MILLI = 1e-3;
    private static final double INT4_SHARE = 4;

    private static final DecoderConfig SMALL = LlavaArchitectures.VICUNA_7B;
    private static final DecoderConfig LARGE = LlavaArchitectures.VICUNA_13B;

    private static final List<Row> ROWS = List.of(
            new Row("7B", SMALL, Bits.FP16, ORIGINAL_TOKENS, new Printed("9.3", "88.6", "23.3", "4.60")),
            new Row("7B", SMALL, Bits.FP16, REDUCED_TOKENS, new Printed("0.91", "15.3", "13.7", "0.28")),
            new Row("7B", SMALL, Bits.INT4, ORIGINAL_TOKENS, new Printed("2.3", "151.6", "5.9", "1.20")),
            new Row("7B", SMALL, Bits.INT4, REDUCED_TOKENS, new Printed("0.28", "14.9", "3.5", "0.07")),
            new Row("13B", LARGE, Bits.FP16, ORIGINAL_TOKENS, new Printed("18.2", "170.5", "41.6", "7.30")),
            new Row("13B", LARGE, Bits.FP16, REDUCED_TOKENS, new Printed("1.80", "29.5", "26.6", "0.44")),
            new Row("13B", LARGE, Bits.INT4, ORIGINAL_TOKENS, new Printed("4.6", "294.9", "10.5", "1.80")),
            new Row("13B", LARGE, Bits.INT4, REDUCED_TOKENS, new Printed("0.45", "29.0", "6.8", "0.11")));

    private static final List<Difference> DIFFERENCES = List.of(
            new Difference(
                    ROWS.get(3),
                    Column.OPERATIONS,
                    "a quarter of the 16-bit row's 0.91 is 0.23; 0.28 looks like that row's stored activations"),
            new Difference(
                    ROWS.get(6), Column.OPERATIONS, "a quarter of the 16-bit row's printed 18.2 is 4.55, rounded up"));

    private PaperTable() {}

    /** Columns of the table, in its order, under names that say what they hold. */
    public enum Column {
        /** In 10^12; of 4-bit rows a quarter, as the paper has it. */
        OPERATIONS("total prefill operations (T)"),
        /** In ms. */
        TIME("prefill time (ms)"),
        /** In GB; "total memory" in the paper. */
        TRAFFIC("memory traffic (GB)"),
        /** In GB; "storing activation" in the paper. */
        STORED("activations stored, all layers (GB)");

        private final String title;

        Column(String title) {
            this.title = title;
        }

        /** What the column holds, with its unit. */
        public String title() {
            return title;
        }
    }

    /**
     * Numbers of one row as the paper prints them.
     *
     * @param operations as in {@link Column#OPERATIONS}
     * @param time as in {@link Column#TIME}
     * @param traffic as in {@link Column#TRAFFIC}
     * @param stored as in {@link Column#STORED}
     */
    public record Printed(String operations, String time, String traffic, String stored) {}

    /**
     * One row.
     *
     * @param model size of the model
     * @param decoder its sizes in detail
     * @param bits width of all numbers
     * @param tokens prompt length that the numbers follow from
     * @param printed the paper's numbers
     */
    public record Row(String model, DecoderConfig decoder, Bits bits, int tokens, Printed printed) {
        /** The paper's number as printed. */
        public String paper(Column column) {
            return switch (column) {
                case OPERATIONS -> printed.operations();
                case TIME -> printed.time();
                case TRAFFIC -> printed.traffic();
                case STORED -> printed.stored();
            };
        }

        /** The model's number, unrounded. */
        public double computed(Column column) {
            Workload workload = new Workload(decoder, 1, bits, LmHead.BEFORE_2024_03_19, false);
            Cost cost = new Roofline(workload, Hardware.V100).prefill(tokens);
            return switch (column) {
                case OPERATIONS -> cost.operations() / TERA / (bits.equals(Bits.INT4) ? INT4_SHARE : 1);
                case TIME -> cost.seconds() / MILLI;
                case TRAFFIC -> cost.traffic() / GIGA;
                case STORED -> cost.storedActivations() / GIGA;
            };
        }

        /**
         * The model's number with as many digits as the tool behind the table printed: one after the point, two below 1.
         * The paper's "4.60" and its like are one-decimal numbers with a zero appended.
         */
        public BigDecimal rounded(Column column) {
            double value = computed(column);
            return BigDecimal.valueOf(value).setScale(value < 1 ? 2 : 1, RoundingMode.HALF_UP);
        }

        /** Whether the model gives every digit the paper prints. */
        public boolean agrees(Column column) {
            return rounded(column).compareTo(new BigDecimal(paper(column))) == 0;
        }
    }

    /**
     * A cell where the paper prints something else than the model gives.
     *
     * @param row row of the cell
     * @param column column of the cell
     * @param reason where the paper's number comes from
     */
    public record Difference(Row row, Column column, String reason) {}

    /** All rows, in the paper's order. */
    public static List<Row> rows() {
        return ROWS;
    }

    /** Cells where the paper prints something else than the model gives, all of them. */
    public static List<Difference> differences() {
        return DIFFERENCES;
    }
}
