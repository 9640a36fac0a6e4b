package org.prumerge4j.experiments.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.yaml.Key;

/** Optimiser and its groups. */
public record OptimizerSection(
        @Key(help = "Optimiser.", byDefault = "adamw") OptimizerName name,
        @Key(help = "Peak learning rate of the adapters.", byDefault = "2e-4", min = 0) double learningRate,
        @Key(help = "Peak learning rate of the projector, 0 = frozen; left out = the same as learning-rate.", min = 0)
                @Nullable
                Double projectorLearningRate,
        @Key(
                        help = "Decay of the running means of gradient and squared gradient.",
                        byDefault = "[0.9, 0.999]",
                        min = 0,
                        below = 1,
                        length = 2)
                List<Double> betas,
        @Key(help = "Added to the root of the second moment.", byDefault = "1e-8", above = 0) double epsilon,
        @Key(help = "Decoupled weight decay; biases are never decayed.", byDefault = "0", min = 0) double weightDecay,
        @Key(help = "Gradients are scaled down to this global norm; 0 = no clipping.", byDefault = "1.0", min = 0)
                double maxGradNorm) {
    /** Optimisers. */
    public enum OptimizerName {
        ADAMW
    }
}
