package org.prumerge4j.experiments.efficiency;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.prumerge4j.model.config.DecoderConfig;

/**
 * The roofline model of LLM-Viewer (Yuan et al., arXiv 2402.16363): every operator takes the time of its arithmetic at
 * the peak rate or of its memory traffic at full bandwidth, whichever is longer, and a pass is the sum of its operators.
 */
public final class Roofline {
    private final Workload workload;
    private final Hardware hardware;
    private final double peak;

    /** The model of a workload on hardware. */
    public Roofline(Workload workload, Hardware hardware) {
        this.workload = workload;
        this.hardware = hardware;
        this.peak = hardware.peak(workload.bits());
    }

    /**
     * Reading a prompt, up to the first token of the answer.
     *
     * @param tokens length of each sequence's prompt
     */
    public Cost prefill(long tokens) {
        return pass(tokens, tokens);
    }

    /**
     * One further token of the answer.
     *
     * @param tokens length of each sequence by now
     */
    public Cost decode(long tokens) {
        return pass(1, tokens);
    }

    /** The operators of one layer of a pass: {@code queries} new tokens attend to {@code keys} tokens. */
    public List<Operator> layer(long queries, long keys) {
        requirePositive(queries);
        requirePositive(keys);
        return LayerOperators.of(workload, hardware.onChipBytes(), queries, keys);
    }

    /** The output head: the last token of each sequence only, and one operation for a multiplication and an addition. */
    public Operator lmHead() {
        DecoderConfig decoder = workload.decoder();
        double weights = (double) decoder.hiddenSize() * decoder.vocabularySize();
        double activationBytes = workload.bits().activationBytes();
        return new Operator(
                "lm_head",
                workload.batch() * weights,
                weights * workload.lmHead().weightBytes(workload.bits()),
                decoder.hiddenSize() * activationBytes,
                decoder.vocabularySize() * activationBytes,
                0,
                0);
    }

    private Cost pass(long queries, long keys) {
        List<Operator> layer = layer(queries, keys);
        return new Cost(
                total(layer, Operator::operations),
                total(layer, operator -> operator.seconds(peak, hardware.bandwidth())),
                total(layer, Operator::traffic),
                total(layer, Operator::storedActivations),
                resident(layer, keys));
    }

    private double total(List<Operator> layer, ToDoubleFunction<Operator> part) {
        double once = layer.stream().mapToDouble(part).sum();
        return workload.decoder().layers() * once + part.applyAsDouble(lmHead());
    }

    private double resident(List<Operator> layer, long keys) {
        DecoderConfig decoder = workload.decoder();
        double weights = layer.stream().mapToDouble(Operator::loadedWeights).sum();
        double keyValue = 2.0
                * workload.batch()
                * keys
                * decoder.keyValueSize()
                * workload.bits().keyValueBytes();
        double stored = layer.stream().mapToDouble(Operator::storedActivations).sum();
        return decoder.layers() * (weights + keyValue) + stored;
    }

    private static void requirePositive(long tokens) {
        if (tokens < 1) {
            throw new IllegalArgumentException("a sequence of " + tokens + " tokens; give at least 1");
        }
    }
}
