package org.prumerge4j.experiments.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.image.AspectRatio;
import org.prumerge4j.data.index.InstructionIndex;
import org.prumerge4j.data.prompt.PromptTemplate;
import org.prumerge4j.experiments.schema.DataSection;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.schema.LoraSection;
import org.prumerge4j.experiments.schema.OptimizerSection;
import org.prumerge4j.experiments.schema.ReducerSection;
import org.prumerge4j.experiments.schema.ScheduleSection;
import org.prumerge4j.experiments.schema.TrainingSection;
import org.prumerge4j.lora.LoraOptions;
import org.prumerge4j.prumerge.options.ReducerOptions;
import org.prumerge4j.prumerge.registry.Reducers;
import org.prumerge4j.training.llava.UnreadableImages;
import org.prumerge4j.training.loop.TrainingPlan;
import org.prumerge4j.training.optimizer.AdamW;
import org.prumerge4j.training.optimizer.AdamWOptions;
import org.prumerge4j.training.optimizer.ParameterGroups;
import org.prumerge4j.training.optimizer.TrainableParameter;
import org.prumerge4j.training.order.GroupedOrder;
import org.prumerge4j.training.order.SampleOrder;
import org.prumerge4j.training.order.SequentialOrder;
import org.prumerge4j.training.order.ShuffledOrder;
import org.prumerge4j.training.schedule.LearningRateSchedule;
import org.prumerge4j.training.schedule.ScheduleKind;
import org.prumerge4j.training.schedule.Warmup;

/** An experiment's sections in the terms of the modules that carry them out: here configuration ends. */
public final class TrainingSettings {
    private TrainingSettings() {}

    /** Complete options of the reducer. */
    public static ReducerOptions reducer(ReducerSection section) {
        String preset = section.preset() == null ? section.name() : section.name() + "/" + section.preset();
        Map<String, Object> options = new LinkedHashMap<>();
        section.options().forEach((key, value) -> options.put(OptionNames.ofReducer(key), value));
        return Reducers.options(preset, options);
    }

    /** Options of the adapters; null if only the projector is trained. */
    public static @Nullable LoraOptions lora(Experiment experiment) {
        LoraSection section = experiment.lora();
        if (section == null) {
            return null;
        }
        Long seed = section.initSeed();
        return new LoraOptions(
                section.rank(),
                section.alpha(),
                section.dropout(),
                section.rankStabilised(),
                section.targets(),
                seed == null ? experiment.seed() : seed);
    }

    static PromptTemplate template(DataSection section) {
        return switch (section.template()) {
            case V1 -> PromptTemplate.VICUNA_V1;
            case PLAIN -> PromptTemplate.PLAIN;
        };
    }

    static AspectRatio aspectRatio(DataSection section) {
        return switch (section.aspectRatio()) {
            case PAD -> AspectRatio.PAD;
            case CROP -> AspectRatio.CROP;
        };
    }

    static UnreadableImages unreadableImages(DataSection section) {
        return switch (section.unreadableImages()) {
            case FAIL -> UnreadableImages.FAIL;
            case SKIP -> UnreadableImages.SKIP;
        };
    }

    /**
     * The order of the records to train on.
     *
     * @param lengths of these records, see {@link InstructionIndex#modalityLengths}
     */
    static SampleOrder order(Experiment experiment, int... lengths) {
        return switch (experiment.data().order()) {
            case SEQUENTIAL -> new SequentialOrder(lengths.length);
            case SHUFFLED -> new ShuffledOrder(lengths.length, experiment.seed());
            case GROUPED ->
                new GroupedOrder(
                        lengths,
                        experiment.training().batchSize(),
                        experiment.training().accumulation(),
                        experiment.seed());
        };
    }

    static TrainingPlan plan(TrainingSection section, int samples) {
        Integer maxSteps = section.maxSteps();
        return new TrainingPlan(
                samples,
                section.batchSize(),
                section.accumulation(),
                section.epochs(),
                maxSteps == null ? 0 : maxSteps);
    }

    static AdamW optimizer(OptimizerSection section, List<TrainableParameter> parameters) {
        Double projectorRate = section.projectorLearningRate();
        return new AdamW(
                ParameterGroups.standard(
                        parameters,
                        section.learningRate(),
                        projectorRate == null ? section.learningRate() : projectorRate,
                        section.weightDecay()),
                new AdamWOptions(section.betas().get(0), section.betas().get(1), section.epsilon()));
    }

    static LearningRateSchedule schedule(ScheduleSection section, long totalSteps) {
        ScheduleKind kind = ScheduleKind.valueOf(section.name().name().toUpperCase(Locale.ROOT));
        Warmup warmup = Warmup.NONE;
        if (section.warmupRatio() != null) {
            warmup = Warmup.ofRatio(section.warmupRatio());
        } else if (section.warmupSteps() != null) {
            warmup = Warmup.ofSteps(section.warmupSteps());
        }
        return LearningRateSchedule.of(kind, warmup, totalSteps);
    }
}
