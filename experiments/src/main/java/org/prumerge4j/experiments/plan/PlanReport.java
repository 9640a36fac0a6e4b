package org.prumerge4j.experiments.plan;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.efficiency.TextTable;
import org.prumerge4j.experiments.schema.CacheSection;

/** A plan as text for people. */
public final class PlanReport {
    private static final String END = System.lineSeparator();
    private static final double GIGA = 1e9;
    private static final double CACHED_BYTES = 2;

    /** Origin of a rate that is that of a whole training step: hours computed from it are no lower bound. */
    public static final String MEASURED = "of a measured training step";

    private final Plan plan;
    private final @Nullable Double rate;
    private final String rateOrigin;

    private PlanReport(Plan plan, @Nullable Double rate, String rateOrigin) {
        this.plan = plan;
        this.rate = rate;
        this.rateOrigin = rateOrigin;
    }

    /**
     * The plan in sections.
     *
     * @param rate floating-point operations per second; null if nobody said or measured
     * @param rateOrigin where the rate is from
     */
    public static String render(Plan plan, @Nullable Double rate, String rateOrigin) {
        PlanReport report = new PlanReport(plan, rate, rateOrigin);
        return String.join(
                END,
                "plan of " + plan.experiment().name() + ", sizes from "
                        + plan.model().origin() + END,
                report.parameters(),
                report.memory(),
                report.tokens(),
                report.work(),
                report.run(),
                report.disk(),
                report.missing());
    }

    private String parameters() {
        ParameterCounts counts = plan.parameters();
        TextTable table = new TextTable(List.of("parameters", ""));
        table.add(List.of("  language model, frozen", Amounts.count(counts.languageModel())));
        table.add(List.of("  vision tower, frozen", Amounts.count(counts.vision())));
        table.add(List.of(
                "  projector, " + (counts.projectorTrained() ? "trained" : "frozen"),
                Amounts.count(counts.projector())));
        table.add(List.of("  adapters, trained", Amounts.count(counts.adapters())));
        double percent = 100.0 * counts.trained() / (counts.trained() + counts.frozen());
        table.add(List.of(
                String.format(Locale.ROOT, "  trained in all, %.2f %%", percent), Amounts.count(counts.trained())));
        return table.render();
    }

    private String memory() {
        int batch = plan.experiment().training().batchSize();
        TextTable table = new TextTable(List.of("memory, estimated", "", "mapped files"));
        for (MemoryEstimate.Item item : plan.memory().items(batch, plan.tokens())) {
            table.add(List.of(
                    "  " + item.purpose(),
                    item.bytes() == 0 ? "" : Amounts.bytes(item.bytes()),
                    item.mappedBytes() == 0 ? "" : Amounts.bytes(item.mappedBytes())));
        }
        double mapped = plan.memory().mapped(batch, plan.tokens());
        table.add(List.of(
                "  in all",
                Amounts.bytes(plan.memory().total(batch, plan.tokens())),
                mapped == 0 ? "" : Amounts.bytes(mapped)));
        table.add(List.of(
                "  in all, without reduction", Amounts.bytes(plan.memory().total(batch, plan.unreduced())), ""));
        table.add(List.of(
                "  in all, for a batch of the longest samples",
                Amounts.bytes(plan.memory().largest(batch, plan.tokens())),
                ""));
        table.add(List.of(
                "  the machine has",
                Amounts.bytes((double) plan.question().machine().memoryBytes()),
                ""));
        return table.render();
    }

    private String tokens() {
        TokensPerSample kept = plan.tokens();
        TokensPerSample all = plan.unreduced();
        int samples = plan.samplesPerStep();
        TextTable table = new TextTable(List.of("tokens", "with reduction", "without"));
        table.add(List.of("  visual, per image", Amounts.tenths(kept.visual()), Amounts.tenths(all.visual())));
        table.add(List.of("  text, per sample", Amounts.tenths(kept.text()), Amounts.tenths(all.text())));
        table.add(List.of("  per sample", Amounts.tenths(kept.total()), Amounts.tenths(all.total())));
        table.add(List.of(
                "  per step of " + samples + " samples",
                Amounts.count(Math.round(samples * kept.total())),
                Amounts.count(Math.round(samples * all.total()))));
        return table.render() + "  visual tokens: " + plan.visual().basis() + END + "  text tokens: "
                + plan.textOrigin() + END;
    }

    private String work() {
        StepWork kept = plan.work(plan.tokens());
        StepWork all = plan.work(plan.unreduced());
        TextTable table = new TextTable(List.of("TFLOP per step", "with reduction", "without"));
        table.add(work("frozen language model, 4 per parameter and token", kept.frozen(), all.frozen()));
        table.add(work("adapters, 6 per parameter and token", kept.adapters(), all.adapters()));
        table.add(work("projector", kept.projector(), all.projector()));
        table.add(work("vision tower, forward", kept.tower(), all.tower()));
        table.add(work("in all", kept.total(), all.total()));
        return table.render();
    }

    private List<String> work(String what, double kept, double all) {
        int samples = plan.samplesPerStep();
        return List.of("  " + what, Amounts.teraflops(samples * kept), Amounts.teraflops(samples * all));
    }

    private String run() {
        SampleCounts samples = plan.question().samples();
        if (samples == null) {
            return "run" + END
                    + "  steps and hours are not known: the data are missing, see below; or state --samples N,"
                    + " or --samples llava-1.5" + END;
        }
        TextTable table = new TextTable(List.of("run", "with reduction", "without"));
        row(table, "samples (" + samples.origin() + ")", Amounts.count(samples.samples()));
        row(table, "of them with an image", Amounts.count(samples.withImage()));
        row(table, "steps per epoch", Amounts.count(plan.stepsPerEpoch(samples)));
        row(table, "steps of the run", Amounts.count(plan.totalSteps(samples)));
        if (rate != null) {
            row(table, "GFLOP/s (" + rateOrigin + ")", Amounts.tenths(rate / GIGA));
            table.add(List.of(
                    rateOrigin.equals(MEASURED) ? "  hours, as fast as the measured step" : "  hours, at least",
                    Amounts.tenths(plan.hours(samples, plan.tokens(), rate)),
                    Amounts.tenths(plan.hours(samples, plan.unreduced(), rate))));
        }
        return table.render()
                + (rate == null ? "  hours: give the machine's rate with --gflops, or --measure it" + END : "");
    }

    private static void row(TextTable table, String what, String number) {
        table.add(List.of("  " + what, number, number));
    }

    private String disk() {
        TextTable table = new TextTable(List.of("disk", ""));
        for (DiskEstimate.Item item : plan.disk().items()) {
            table.add(List.of("  " + item.purpose(), Amounts.bytes(item.bytes())));
        }
        table.add(List.of("  in all", Amounts.bytes(plan.disk().total())));
        table.add(List.of(
                "  free", Amounts.bytes((double) plan.question().machine().diskBytes())));
        return table.render() + cache();
    }

    private String cache() {
        SampleCounts samples = plan.question().samples();
        if (samples == null) {
            return "";
        }
        double image = CACHED_BYTES
                * plan.visual().tokens()
                * plan.model().config().vision().hiddenSize();
        double all = image * samples.withImage();
        CacheSection cache = plan.experiment().cache();
        String text = cache == null
                ? "  reduced features of every image in 16 bits, if they are kept, at most: "
                : "  feature cache, if no image is shared, of at most "
                        + cache.maxSize().text() + ": ";
        return text + Amounts.bytes(all) + END;
    }

    private String missing() {
        List<String> lines = Downloads.missing(plan.question().experiment());
        if (lines.isEmpty()) {
            return "files: all there" + END;
        }
        StringBuilder text = new StringBuilder("missing files" + END);
        lines.forEach(line -> text.append("  ").append(line).append(END));
        return text.toString();
    }
}
