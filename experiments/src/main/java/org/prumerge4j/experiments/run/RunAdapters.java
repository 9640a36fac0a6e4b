package org.prumerge4j.experiments.run;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.lora.AdapterLayout;
import org.prumerge4j.lora.DropoutMasks;
import org.prumerge4j.lora.LoraInitialisation;
import org.prumerge4j.lora.LoraOptions;
import org.prumerge4j.model.graph.ParameterRole;
import org.prumerge4j.training.llava.LlavaTraining;

/** What an experiment trains of its base model. */
final class RunAdapters {
    private RunAdapters() {}

    /** The adapters; none if only the projector is trained. */
    static AdapterLayout layout(Experiment experiment, BaseModel base) {
        @Nullable LoraOptions options = TrainingSettings.lora(experiment);
        return options == null ? new AdapterLayout(List.of()) : AdapterLayout.of(options, base.linears());
    }

    /** Base and adapters, ready to train. */
    static LlavaTraining training(Experiment experiment, BaseModel base, AdapterLayout layout) {
        @Nullable LoraOptions options = TrainingSettings.lora(experiment);
        LoraInitialisation initialisation =
                new LoraInitialisation(options == null ? experiment.seed() : options.seed());
        ParameterRole projector = projectorRole(experiment);
        Set<String> kept =
                projector == ParameterRole.TRAINABLE ? base.projectorShapes().keySet() : Set.of();
        InitialWeights initial = new InitialWeights(layout, initialisation, base.weights(), kept);
        DropoutMasks dropout = new DropoutMasks(experiment.seed(), options == null ? 0 : options.dropout());
        return new LlavaTraining(
                base.config(),
                base.weights(),
                layout,
                initial,
                projector,
                dropout,
                experiment.training().activationCheckpointing());
    }

    /** A learning rate of 0 freezes the projector. */
    static ParameterRole projectorRole(Experiment experiment) {
        return trainsProjector(experiment) ? ParameterRole.TRAINABLE : ParameterRole.FROZEN;
    }

    /** Whether the projector has a learning rate. */
    static boolean trainsProjector(Experiment experiment) {
        Double rate = experiment.optimizer().projectorLearningRate();
        return rate == null || rate != 0;
    }
}
