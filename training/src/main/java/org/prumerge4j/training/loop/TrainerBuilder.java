package org.prumerge4j.training.loop;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.training.checkpoint.RunIdentity;
import org.prumerge4j.training.metrics.MetricSink;
import org.prumerge4j.training.optimizer.AdamW;
import org.prumerge4j.training.order.SampleOrder;
import org.prumerge4j.training.progress.ProgressDisplay;
import org.prumerge4j.training.progress.ProgressDisplays;
import org.prumerge4j.training.schedule.LearningRateSchedule;

/** Puts a {@link Trainer} together; what is not set stays off. */
public final class TrainerBuilder {
    final TrainingStep step;
    final List<String> sampleIds;
    final SampleOrder order;
    final TrainingPlan plan;
    final AdamW optimizer;
    final LearningRateSchedule schedule;
    final List<MetricSink> sinks = new ArrayList<>();
    double maxGradientNorm;
    long seed;
    Map<String, Object> configuration = Map.of();
    String configurationHash = "";
    boolean logSampleIds;
    ProgressDisplay progress = ProgressDisplays.none();

    @Nullable
    CheckpointPolicy policy;

    @Nullable
    ValidationPolicy validation;

    BooleanSupplier stopRequested = () -> false;

    TrainerBuilder(
            TrainingStep step,
            List<String> sampleIds,
            SampleOrder order,
            TrainingPlan plan,
            AdamW optimizer,
            LearningRateSchedule schedule) {
        if (order.samples() != sampleIds.size() || plan.samples() != sampleIds.size()) {
            throw new IllegalArgumentException("there are " + sampleIds.size() + " samples, but an order of "
                    + order.samples() + " and a plan of " + plan.samples());
        }
        this.step = step;
        this.sampleIds = List.copyOf(sampleIds);
        this.order = order;
        this.plan = plan;
        this.optimizer = optimizer;
        this.schedule = schedule;
    }

    /** Largest norm of the gradient of all parameters together; 0 = no clipping, which is the default. */
    public TrainerBuilder maxGradientNorm(double norm) {
        if (!(norm >= 0)) {
            throw new IllegalArgumentException("the largest gradient norm is " + norm + "; give 0 (off) or more");
        }
        this.maxGradientNorm = norm;
        return this;
    }

    /** Seed of the random streams of micro-batches; 0 unless set. */
    public TrainerBuilder seed(long value) {
        this.seed = value;
        return this;
    }

    /**
     * The resolved configuration, for the metric sinks, and a hash of all settings in it that change numbers: a run goes
     * on only from a checkpoint with the same hash.
     */
    public TrainerBuilder configuration(Map<String, Object> resolved, String hash) {
        this.configuration = new LinkedHashMap<>(resolved);
        this.configurationHash = hash;
        return this;
    }

    /** Adds a place for the numbers of every step. */
    public TrainerBuilder metrics(MetricSink sink) {
        sinks.add(sink);
        return this;
    }

    /** Whether every line of metrics names the samples of its step. */
    public TrainerBuilder logSampleIds(boolean log) {
        this.logSampleIds = log;
        return this;
    }

    /** What a person watching sees. */
    public TrainerBuilder progress(ProgressDisplay display) {
        this.progress = display;
        return this;
    }

    /** When checkpoints are saved and whether to resume; none are unless set. */
    public TrainerBuilder checkpoints(CheckpointPolicy checkpointPolicy) {
        this.policy = checkpointPolicy;
        return this;
    }

    /** When the run is validated; never unless set. */
    public TrainerBuilder validation(ValidationPolicy validationPolicy) {
        this.validation = validationPolicy;
        return this;
    }

    /**
     * Asked before every micro-batch. Once it says so, the last whole step is saved, the running one is finished and
     * saved, and the run ends, to be resumed later.
     */
    public TrainerBuilder stopWhen(BooleanSupplier requested) {
        this.stopRequested = requested;
        return this;
    }

    /** The trainer of one run. */
    public Trainer build() {
        return new Trainer(this);
    }

    RunIdentity identity() {
        return new RunIdentity(
                seed,
                plan.samples(),
                RunIdentity.hashOf(sampleIds),
                order.description(),
                plan.batchSize(),
                plan.accumulation(),
                schedule,
                configurationHash);
    }
}
