package org.prumerge4j.training.metrics;

import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says early that a run is probably broken: when its loss, smoothed, is still high after a number of steps. A healthy
 * LoRA run of LLaVA is at about 1 soon; runs with wrong prompts, labels or base weights stay above 2 and are otherwise
 * noticed days later, in the evaluation.
 *
 * <p>The smoothed loss is an exponential mean, corrected for its start, over the steps since the run began or went on.
 */
public final class LossAlarm implements MetricSink {
    private static final Logger LOG = LoggerFactory.getLogger(LossAlarm.class);
    private static final double DECAY = 0.98;
    private static final int LEAST_LOSSES = 20;

    private final double threshold;
    private final long afterSteps;
    private double weighted;
    private double weight;
    private long losses;
    private boolean raised;

    /**
     * An alarm.
     *
     * @param threshold smoothed loss above which it is raised
     * @param afterSteps steps a run is given to get below
     */
    public LossAlarm(double threshold, long afterSteps) {
        if (!(threshold > 0) || afterSteps < 0) {
            throw new IllegalArgumentException("an alarm above loss " + threshold + " after " + afterSteps
                    + " steps; give a loss above 0 and at least 0 steps");
        }
        this.threshold = threshold;
        this.afterSteps = afterSteps;
    }

    @Override
    public void start(Map<String, Object> configuration, long completedSteps) {
        weighted = 0;
        weight = 0;
        losses = 0;
        raised = false;
    }

    @Override
    public void log(long step, Map<String, Object> values) {
        if (!(values.get("loss") instanceof Double loss) || !Double.isFinite(loss)) {
            return;
        }
        weighted = DECAY * weighted + (1 - DECAY) * loss;
        weight = DECAY * weight + 1 - DECAY;
        losses++;
        boolean high = smoothed() > threshold;
        if (high && !raised && step >= afterSteps && losses >= LEAST_LOSSES) {
            raised = true;
            LOG.warn(
                    "the smoothed loss is {} after {} steps, above {}: look at the prompts and labels of the data"
                            + " (check-data), the template, the base model and its projector, and the learning rate,"
                            + " before spending more time on this run",
                    String.format(Locale.ROOT, "%.3f", smoothed()),
                    step,
                    threshold);
        } else if (raised && !high) {
            raised = false;
            LOG.info(
                    "the smoothed loss is {} now, no longer above {}",
                    String.format(Locale.ROOT, "%.3f", smoothed()),
                    threshold);
        }
    }

    /** Mean of the losses so far, the latest ones weighing most; 0 before the first. */
    double smoothed() {
        return weight == 0 ? 0 : weighted / weight;
    }

    @Override
    public void finish(String status) {
        // An alarm has nothing to add to how a run ended.
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
