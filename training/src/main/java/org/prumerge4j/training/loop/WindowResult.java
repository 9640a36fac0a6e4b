package org.prumerge4j.training.loop;

import java.util.LinkedHashMap;
import java.util.Map;
import org.prumerge4j.training.checkpoint.BatchWork;
import org.prumerge4j.training.checkpoint.RunTotals;

/**
 * What came out of one step.
 *
 * @param window what went in
 * @param loss mean loss of its supervised tokens; NaN if there are none
 * @param gradientNorm norm of the mean gradient before clipping; NaN if there is none
 * @param learningRates rate of every parameter group by name, first group first
 * @param counts samples, tokens and seconds of this step alone
 */
record WindowResult(
        Window window, double loss, double gradientNorm, Map<String, Double> learningRates, RunTotals counts) {

    /** The line of metrics: the first group's learning rate is {@code lr}, that of any other {@code <name>_lr}. */
    Map<String, Object> metrics(boolean withSampleIds) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("epoch", window.epoch());
        metrics.put("loss", loss);
        metrics.put("grad_norm", gradientNorm);
        boolean first = true;
        for (Map.Entry<String, Double> rate : learningRates.entrySet()) {
            metrics.put(first ? "lr" : rate.getKey() + "_lr", rate.getValue());
            first = false;
        }
        metrics.put("tokens", counts.tokens());
        metrics.put("supervised_tokens", counts.supervisedTokens());
        metrics.put("seconds", counts.seconds());
        BatchWork work = counts.work();
        if (work.images() > 0) {
            metrics.put("visual_tokens", work.visualTokens());
            metrics.put("patches", work.patches());
        }
        if (work.leftOut() > 0) {
            metrics.put("left_out", work.leftOut());
        }
        if (work.referenceMismatches() > 0) {
            metrics.put("reference_mismatches", work.referenceMismatches());
        }
        if (counts.skippedSteps() > 0) {
            metrics.put("skipped", true);
        }
        if (withSampleIds) {
            metrics.put("samples", window.ids());
        }
        return metrics;
    }

    double tokensPerSecond() {
        return counts.seconds() > 0 ? counts.tokens() / counts.seconds() : 0;
    }
}
