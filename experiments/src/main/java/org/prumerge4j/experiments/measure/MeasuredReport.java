package org.prumerge4j.experiments.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.prumerge4j.experiments.efficiency.Bits;
import org.prumerge4j.experiments.efficiency.Hardware;
import org.prumerge4j.experiments.efficiency.LmHead;
import org.prumerge4j.experiments.efficiency.Operator;
import org.prumerge4j.experiments.efficiency.Roofline;
import org.prumerge4j.experiments.efficiency.TextTable;
import org.prumerge4j.experiments.efficiency.Workload;
import org.prumerge4j.experiments.plan.GemmRate;
import org.prumerge4j.lora.LoraOptions;
import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.graph.ParameterRole;

/** Measured times of reading a prompt and of a training step beside those of the roofline model for this machine. */
public final class MeasuredReport {
    private static final String END = System.lineSeparator();
    private static final double GIGA = 1e9;
    /** The adapters of LLaVA-1.5's recipe, on every linear layer. */
    private static final LoraOptions LORA = LoraOptions.reference();

    private final LlavaConfig config;
    private final int text;
    private final List<Integer> visual;
    private final int layers;
    private final double gemm;
    private final double bandwidth;

    /**
     * What to measure.
     *
     * @param text tokens of each prompt that are not visual, at least 2
     * @param visual numbers of visual tokens, each from 1 to the number of patches
     * @param layers decoder layers to run
     */
    public MeasuredReport(LlavaConfig config, int text, List<Integer> visual, int layers) {
        this.config = config;
        this.text = Math.max(2, text);
        this.visual = List.copyOf(visual);
        this.layers = Math.min(layers, config.decoder().layers());
        this.gemm = GemmRate.measure();
        this.bandwidth = MemoryRate.measure();
    }

    /** Measures and tells. */
    public String render(String name) {
        TextTable table = new TextTable(
                cells("visual tokens", visual.stream().map(String::valueOf).toList()));
        table.add(cells(
                "prompt tokens (" + text + " of text)",
                visual.stream().map(tokens -> String.valueOf(text + tokens)).toList()));
        List<Double> prefill = prefill();
        List<Double> step = steps();
        addTimes(table, "reading a prompt, measured (s)", prefill);
        addTimes(
                table,
                "reading a prompt, roofline model (s)",
                visual.stream().map(this::prefillModel).toList());
        addTimes(table, "training step of one sample, measured (s)", step);
        addTimes(
                table,
                "training step, arithmetic at the machine's rate (s)",
                visual.stream().map(this::stepModel).toList());
        addFactors(table, "faster prompt than the first, measured", prefill);
        addFactors(table, "faster step than the first, measured", step);
        int all = config.decoder().layers();
        return String.format(
                        Locale.ROOT,
                        "measured here in float32: matrix products at %.1f GFLOP/s, memory at %.1f GB/s%n"
                                + "%s: %d of %d decoder layers were run, times are those of %d layers; output head, embedding and vision"
                                + " tower not counted; the step trains LoRA of rank %d on every linear layer, and the projector%n%n",
                        gemm / GIGA,
                        bandwidth / GIGA,
                        name,
                        layers,
                        all,
                        all,
                        LORA.rank())
                + table.render()
                + END;
    }

    private double scale() {
        return (double) config.decoder().layers() / layers;
    }

    private List<Double> prefill() {
        try (MeasuredModel model = new MeasuredModel(config, null, ParameterRole.FROZEN, layers)) {
            return visual.stream()
                    .map(tokens -> scale() * model.prefillSeconds(tokens, text))
                    .toList();
        }
    }

    private List<Double> steps() {
        try (MeasuredModel model = new MeasuredModel(config, LORA, ParameterRole.TRAINABLE, layers)) {
            return visual.stream()
                    .map(tokens -> scale() * model.stepSeconds(tokens, text))
                    .toList();
        }
    }

    private double prefillModel(int tokens) {
        DecoderConfig decoder = config.decoder();
        Hardware machine = new Hardware("this machine", bandwidth, gemm, gemm, Hardware.CPU_CACHE);
        Workload workload = new Workload(decoder, 1, Bits.parse("32"), LmHead.CURRENT, false);
        double layer = new Roofline(workload, machine)
                .layer(text + tokens, text + tokens).stream()
                        .mapToDouble((Operator operator) -> operator.seconds(gemm, bandwidth))
                        .sum();
        return decoder.layers() * layer;
    }

    private double stepModel(int tokens) {
        return scale() * MeasuredModel.operations(config, LORA, true, layers, tokens, text) / gemm;
    }

    private static List<String> cells(String title, List<String> values) {
        List<String> cells = new ArrayList<>(List.of(title));
        cells.addAll(values);
        return cells;
    }

    private static void addTimes(TextTable table, String title, List<Double> seconds) {
        table.add(cells(
                title,
                seconds.stream()
                        .map(value -> String.format(Locale.ROOT, value < 1 ? "%.3g" : "%.2f", value))
                        .toList()));
    }

    private static void addFactors(TextTable table, String title, List<Double> seconds) {
        table.add(cells(
                title,
                seconds.stream()
                        .map(value -> String.format(Locale.ROOT, "%.1fx", seconds.get(0) / value))
                        .toList()));
    }
}
