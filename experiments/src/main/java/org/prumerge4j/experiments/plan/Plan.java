package org.prumerge4j.experiments.plan;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.run.TrainingSettings;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.schema.TrainingSection;
import org.prumerge4j.lora.LoraOptions;
import org.prumerge4j.model.config.VisionConfig;

/**
 * What a run would need.
 *
 * @param question what was asked
 * @param model sizes of the model
 * @param parameters how many parameters it has
 * @param visual visual tokens of an image
 * @param tokens tokens of a mean sample
 * @param textOrigin where the number of text tokens is from, for people
 * @param memory use of memory
 * @param disk use of disk
 */
public record Plan(
        PlanQuestion question,
        PlannedModel model,
        ParameterCounts parameters,
        VisualBudget visual,
        TokensPerSample tokens,
        String textOrigin,
        MemoryEstimate memory,
        DiskEstimate disk) {
    /** Text tokens of a sample if nobody knows better. */
    static final double ASSUMED_TEXT_TOKENS = 128;

    private static final double SECONDS_PER_HOUR = 3600;

    /**
     * Plans a run.
     *
     * @throws org.prumerge4j.experiments.yaml.ConfigException if the sizes of the model are not known
     * @throws IllegalArgumentException if adapters are asked for on layers that do not exist
     * @throws IOException if a file of the checkpoint cannot be read
     */
    public static Plan of(PlanQuestion question) throws IOException {
        Experiment experiment = question.experiment().value();
        PlannedModel model = PlannedModel.of(question.experiment());
        VisionConfig vision = model.config().vision();
        @Nullable LoraOptions lora = TrainingSettings.lora(experiment);
        ParameterCounts parameters = ParameterCounts.of(model.config(), lora, trainsProjector(experiment));
        @Nullable Double visualTokens = question.visualTokens();
        VisualBudget visual = visualTokens == null
                ? VisualBudget.of(TrainingSettings.reducer(experiment.reducer()), vision)
                : VisualBudget.given(visualTokens);
        @Nullable SampleCounts samples = question.samples();
        TokensPerSample tokens = new TokensPerSample(
                textTokens(question),
                visual.tokens(),
                samples == null ? 1 : samples.imageShare(),
                experiment.data().maxLength());
        MemoryEstimate memory = new MemoryEstimate(
                parameters,
                new Activations(model.config(), lora, experiment.training().activationCheckpointing()),
                vision,
                samples == null ? Long.MAX_VALUE : samples.withImage());
        DiskEstimate disk = DiskEstimate.of(parameters, experiment.training(), experiment.export());
        return new Plan(question, model, parameters, visual, tokens, textOrigin(question), memory, disk);
    }

    /** A learning rate of 0 freezes the projector. */
    private static boolean trainsProjector(Experiment experiment) {
        Double rate = experiment.optimizer().projectorLearningRate();
        return rate == null || rate != 0;
    }

    private static double textTokens(PlanQuestion question) {
        Double given = question.textTokens();
        SampleCounts samples = question.samples();
        if (given != null) {
            return given;
        }
        return samples != null && samples.hasText() ? samples.textTokens() : ASSUMED_TEXT_TOKENS;
    }

    private static String textOrigin(PlanQuestion question) {
        SampleCounts samples = question.samples();
        if (question.textTokens() != null) {
            return "as given";
        }
        return samples != null && samples.hasText()
                ? "estimated from the words of the data"
                : "assumed; --text-tokens gives another";
    }

    /** Use of memory if the decoder's layers are computed again in the backward pass. */
    MemoryEstimate memoryComputingAgain() {
        @Nullable SampleCounts samples = question.samples();
        return new MemoryEstimate(
                parameters,
                new Activations(model.config(), TrainingSettings.lora(experiment()), true),
                model.config().vision(),
                samples == null ? Long.MAX_VALUE : samples.withImage());
    }

    /** The experiment. */
    public Experiment experiment() {
        return question.experiment().value();
    }

    /** Tokens of a mean sample if every visual token were kept. */
    public TokensPerSample unreduced() {
        return tokens.withVisual(model.config().vision().patches());
    }

    /** Samples of one update of the weights. */
    public int samplesPerStep() {
        TrainingSection training = experiment().training();
        return Math.multiplyExact(training.batchSize(), training.accumulation());
    }

    /** Steps of one epoch. */
    public long stepsPerEpoch(SampleCounts samples) {
        return (samples.samples() + samplesPerStep() - 1) / samplesPerStep();
    }

    /** Steps of the run. */
    public long totalSteps(SampleCounts samples) {
        TrainingSection training = experiment().training();
        long steps = Math.multiplyExact(stepsPerEpoch(samples), (long) training.epochs());
        Integer maxSteps = training.maxSteps();
        return maxSteps == null ? steps : Math.min(steps, maxSteps);
    }

    /** Samples the run computes, each as often as it is seen. */
    public long samplesSeen(SampleCounts samples) {
        long all = Math.multiplyExact(
                samples.samples(), (long) experiment().training().epochs());
        return Math.min(all, Math.multiplyExact(totalSteps(samples), (long) samplesPerStep()));
    }

    /** Work on a mean sample with the given tokens. */
    public StepWork work(TokensPerSample of) {
        return StepWork.of(parameters, model.config().vision(), of.total(), of.visualMean(), of.imageShare());
    }

    /**
     * Hours of computing, at least.
     *
     * @param of tokens of a mean sample
     * @param rate floating-point operations per second
     */
    public double hours(SampleCounts samples, TokensPerSample of, double rate) {
        return samplesSeen(samples) * work(of).total() / rate / SECONDS_PER_HOUR;
    }
}
