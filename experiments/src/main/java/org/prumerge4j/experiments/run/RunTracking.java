package org.prumerge4j.experiments.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.schema.AlarmSection;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.schema.WandbSection;
import org.prumerge4j.training.metrics.JsonlMetricSink;
import org.prumerge4j.training.metrics.LossAlarm;
import org.prumerge4j.training.metrics.MetricSink;
import org.prumerge4j.training.tracking.tensorboard.TensorBoardSink;
import org.prumerge4j.training.tracking.wandb.WandbEnvironment;
import org.prumerge4j.training.tracking.wandb.WandbMode;
import org.prumerge4j.training.tracking.wandb.WandbOptions;
import org.prumerge4j.training.tracking.wandb.WandbSink;

/**
 * Where the numbers of a run go, and who besides the user may stop it.
 *
 * @param sinks the file of metrics first
 * @param stopRequested whether a tracking service was told to stop the run
 * @param pictures takes pictures for the next step; null if no service shows any
 */
record RunTracking(List<MetricSink> sinks, BooleanSupplier stopRequested, @Nullable Pictures pictures) {
    /** Takes pictures. */
    @FunctionalInterface
    interface Pictures {
        /** A picture for the next step that is logged. */
        void show(String key, byte[] png, int width, int height) throws IOException;
    }

    /** Sinks of an experiment. */
    static RunTracking of(Experiment experiment, RunFolder folder, WandbEnvironment environment) {
        List<MetricSink> sinks = new ArrayList<>();
        sinks.add(new JsonlMetricSink(folder.metrics()));
        AlarmSection alarm = experiment.alarm();
        if (alarm != null) {
            sinks.add(new LossAlarm(alarm.loss(), alarm.after()));
        }
        if (experiment.tracking().tensorboard().enabled()) {
            sinks.add(new TensorBoardSink(folder.path().resolve("tensorboard")));
        }
        WandbSection wandb = experiment.tracking().wandb();
        if (!wandb.enabled()) {
            return new RunTracking(sinks, () -> false, null);
        }
        WandbSink sink = new WandbSink(
                options(wandb, experiment.name(), environment),
                environment,
                folder.path(),
                folder.path().resolve("wandb.json"));
        sinks.add(sink);
        return new RunTracking(sinks, sink::stopRequested, sink::image);
    }

    private static WandbOptions options(WandbSection section, String experiment, WandbEnvironment environment) {
        @Nullable String name = section.name();
        return new WandbOptions(
                section.project(),
                section.entity(),
                name == null && !environment.names("WANDB_NAME") ? experiment : name,
                section.group(),
                section.tags(),
                WandbMode.valueOf(section.mode().name()));
    }
}
