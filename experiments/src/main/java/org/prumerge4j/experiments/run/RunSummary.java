package org.prumerge4j.experiments.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.prumerge4j.experiments.plan.ParameterCounts;
import org.prumerge4j.experiments.plan.StepWork;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.io.AtomicFiles;
import org.prumerge4j.training.checkpoint.BatchWork;
import org.prumerge4j.training.checkpoint.RunTotals;
import org.prumerge4j.training.loop.TrainingReport;

/**
 * What a run did and what it took, over all its parts if it was interrupted.
 *
 * @param name name of the experiment
 * @param report steps and totals
 * @param operations floating-point operations, counted as plans do
 * @param machineRate operations per second at which this machine multiplies matrices, measured
 * @param memory most memory of the process that ended the run
 */
record RunSummary(String name, TrainingReport report, double operations, double machineRate, PeakMemory memory) {
    private static final int FORMAT = 1;
    private static final double GIGA = 1e9;
    private static final double MEGA = 1e6;
    private static final double PERCENT = 100;

    static RunSummary of(Experiment experiment, LlavaConfig config, TrainingReport report, double machineRate) {
        boolean projector = RunAdapters.trainsProjector(experiment);
        ParameterCounts parameters = ParameterCounts.of(config, TrainingSettings.lora(experiment), projector);
        RunTotals totals = report.totals();
        BatchWork work = totals.work();
        double operations = StepWork.of(
                        parameters, config.vision(), (double) totals.tokens(), (double) work.visualTokens(), (double)
                                work.towerImages())
                .total();
        return new RunSummary(experiment.name(), report, operations, machineRate, PeakMemory.now());
    }

    /** Operations per second of the time spent in steps. */
    double rate() {
        double seconds = report.totals().seconds();
        return seconds > 0 ? operations / seconds : 0;
    }

    /** The block that a person reads at the end. */
    String text() {
        RunTotals totals = report.totals();
        BatchWork work = totals.work();
        StringBuilder text = new StringBuilder(report.describe()).append(System.lineSeparator());
        line(
                text,
                "visual tokens",
                number(work.visualTokens()) + " of " + number(work.patches()) + " patches of " + number(work.images())
                        + " images (" + tenths(ratio((double) work.patches(), (double) work.visualTokens()))
                        + "x fewer)");
        line(
                text,
                "padding avoided",
                number(work.paddingAvoided()) + " tokens, "
                        + percent((double) work.paddingAvoided(), (double) work.paddingAvoided() + totals.tokens())
                        + " of what padded batches would have had");
        line(
                text,
                "arithmetic",
                tenths(rate() / GIGA) + " GFLOP/s, " + percent(rate(), machineRate) + " of the "
                        + tenths(machineRate / GIGA) + " GFLOP/s at which this machine multiplies matrices");
        line(text, "peak memory", number(Math.round(memory.bytes() / MEGA)) + " MB (" + memory.meaning() + ")");
        line(
                text,
                "waited for data",
                tenths(work.readSeconds()) + " s, " + percent(work.readSeconds(), totals.seconds())
                        + " of the time in steps");
        line(
                text,
                "images",
                "vision tower " + tenths(work.towerSeconds()) + " s for " + number(work.towerImages())
                        + " images, reducer " + tenths(work.reducerSeconds()) + " s");
        line(
                text,
                "left out",
                number(work.leftOut()) + " samples whose image cannot be read; " + number(work.referenceMismatches())
                        + " samples learnt from that LLaVA's own labelling drops");
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "%-16s", name)).append(value).append(System.lineSeparator());
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String tenths(double value) {
        return String.format(Locale.ROOT, "%,.1f", value);
    }

    private static String percent(double part, double whole) {
        return tenths(PERCENT * ratio(part, whole)) + " %";
    }

    private static double ratio(double part, double whole) {
        return whole > 0 ? part / whole : 0;
    }

    /** Writes it as JSON. */
    void write(Path file) throws IOException {
        byte[] json = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(toMap());
        new AtomicFiles().writeFile(file, json);
    }

    Map<String, Object> toMap() {
        RunTotals totals = report.totals();
        BatchWork work = totals.work();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("format", FORMAT);
        map.put("name", name);
        map.put("status", report.status().label());
        map.put("steps", report.steps());
        map.put("skipped_steps", totals.skippedSteps());
        map.put("final_loss", Double.isFinite(report.finalLoss()) ? report.finalLoss() : null);
        map.put("samples", totals.samples());
        map.put("left_out", work.leftOut());
        map.put("reference_mismatches", work.referenceMismatches());
        map.put("tokens", totals.tokens());
        map.put("supervised_tokens", totals.supervisedTokens());
        map.put("images", work.images());
        map.put("visual_tokens_before", work.patches());
        map.put("visual_tokens_after", work.visualTokens());
        map.put("padding_avoided", work.paddingAvoided());
        map.put("seconds", totals.seconds());
        map.put("tokens_per_second", report.tokensPerSecond());
        map.put("gflops", rate() / GIGA);
        map.put("machine_gflops", machineRate / GIGA);
        map.put("share_of_machine", ratio(rate(), machineRate));
        map.put("peak_memory_bytes", memory.bytes());
        map.put("peak_memory_meaning", memory.meaning());
        map.put("data_wait_seconds", work.readSeconds());
        map.put("tower_images", work.towerImages());
        map.put("tower_seconds", work.towerSeconds());
        map.put("reducer_seconds", work.reducerSeconds());
        map.put("checkpoint", report.checkpoint() == null ? null : String.valueOf(report.checkpoint()));
        return map;
    }
}
