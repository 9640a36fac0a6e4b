package org.prumerge4j.training.loop;

import java.util.List;
import java.util.Map;
import org.prumerge4j.training.metrics.MetricSink;
import org.prumerge4j.training.optimizer.AdamW;
import org.prumerge4j.training.optimizer.AdamWOptions;
import org.prumerge4j.training.optimizer.ParameterGroups;
import org.prumerge4j.training.order.SampleOrder;
import org.prumerge4j.training.order.ShuffledOrder;
import org.prumerge4j.training.schedule.LearningRateSchedule;
import org.prumerge4j.training.schedule.ScheduleKind;
import org.prumerge4j.training.schedule.Warmup;

/** A toy model and the trainer around it. */
final class ToyRun {
    static final long SEED = 11;

    final ToyModel model;
    final AdamW optimizer;
    final TrainerBuilder builder;

    ToyRun(TrainingPlan plan, double dropout, SampleOrder order, Wrapper wrapper, MetricSink... sinks) {
        model = new ToyModel(plan.samples(), dropout);
        optimizer = new AdamW(ParameterGroups.standard(model.parameters(), 0.05, 0.02, 0.01), AdamWOptions.DEFAULTS);
        builder = Trainer.builder(
                        wrapper.around(model),
                        model.ids(),
                        order,
                        plan,
                        optimizer,
                        LearningRateSchedule.of(ScheduleKind.COSINE, Warmup.ofRatio(0.1), plan.totalSteps()))
                .seed(SEED)
                .maxGradientNorm(1)
                .configuration(Map.of("name", "toy"), "hash")
                .logSampleIds(true);
        List.of(sinks).forEach(builder::metrics);
    }

    static ToyRun shuffled(TrainingPlan plan, MetricSink... sinks) {
        return new ToyRun(plan, 0.2, new ShuffledOrder(plan.samples(), SEED), model -> model, sinks);
    }

    static ToyRun shuffled(TrainingPlan plan, Wrapper wrapper, MetricSink... sinks) {
        return new ToyRun(plan, 0.2, new ShuffledOrder(plan.samples(), SEED), wrapper, sinks);
    }

    /** Puts something around the model, such as a failure. */
    @FunctionalInterface
    interface Wrapper {
        TrainingStep around(ToyModel model);
    }
}
