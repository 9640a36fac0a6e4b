package org.prumerge4j.experiments.base.learning;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.training.optimizer.AdamW;
import org.prumerge4j.training.optimizer.AdamWOptions;
import org.prumerge4j.training.optimizer.GradientClipping;
import org.prumerge4j.training.optimizer.ParameterGroup;
import org.prumerge4j.training.optimizer.ParameterGroups;
import org.prumerge4j.training.optimizer.TrainableParameter;
import org.prumerge4j.training.schedule.LearningRateSchedule;
import org.prumerge4j.training.schedule.ScheduleKind;

/**
 * A course of training steps: Muon for the matrices of layers and projector, AdamW for all else, a rise and a cosine,
 * clipping by norm.
 *
 * @param steps number of steps
 * @param warmup steps of the rise among them
 * @param partsPerStep runs of the graph in a step
 * @param samplesPerStep what sums over a step are divided by
 * @param learningRate AdamW's at its highest
 * @param matrixRate Muon's at its highest; 0 leaves matrices to AdamW
 * @param beta2 decay of the second moment
 * @param decay of weights
 */
public record Course(
        long steps,
        long warmup,
        int partsPerStep,
        int samplesPerStep,
        double learningRate,
        double matrixRate,
        double beta2,
        double decay) {
    /** Threads; part of what makes a result, see {@link DataParallel}. */
    private static final int SHARES = 2;

    private static final String LAYERS = "layers.";
    private static final double BETA1 = 0.9;
    private static final double EPSILON = 1e-8;
    private static final double MOST_NORM = 1;
    private static final int STEPS_PER_LINE = 100;

    /** The same with a share of its steps, at least one. */
    public Course shortened(double share) {
        long fewer = Math.max(1, Math.round(steps * share));
        return new Course(
                fewer,
                Math.min(warmup, fewer / 2),
                partsPerStep,
                samplesPerStep,
                learningRate,
                matrixRate,
                beta2,
                decay);
    }

    /**
     * Trains.
     *
     * @param inputs makes the inputs of a part, numbered through all steps; called by several threads
     * @param outputs scalar outputs to tell about
     * @param report takes a line now and then
     * @return means of the outputs over the last steps
     */
    public Map<String, Double> run(
            Graph graph,
            Weights weights,
            LongFunction<Map<String, INDArray>> inputs,
            List<String> outputs,
            Consumer<String> report) {
        List<TrainableParameter> all = weights.parameters(graph);
        List<TrainableParameter> matrices = all.stream().filter(this::forMuon).toList();
        List<TrainableParameter> others =
                all.stream().filter(each -> !forMuon(each)).toList();
        Muon muon = new Muon(matrices, matrixRate, decay);
        AdamW adamW = new AdamW(groups(others), new AdamWOptions(BETA1, beta2, EPSILON));
        LearningRateSchedule schedule = new LearningRateSchedule(ScheduleKind.COSINE, warmup, steps);
        Recent recent = new Recent(outputs);
        try (DataParallel parallel = new DataParallel(graph, weights, SHARES, partsPerStep, steps, outputs)) {
            for (long step = 0; step < steps; step++) {
                DataParallel.Sums sums = parallel.step(step, inputs);
                GradientClipping.scale(sums.gradients().values(), 1f / samplesPerStep);
                GradientClipping.clip(sums.gradients(), MOST_NORM);
                // The first step of a schedule has a rate of 0, and would be wasted.
                double multiplier = schedule.multiplier(step + 1);
                muon.step(sums.gradients(), multiplier);
                adamW.step(sums.gradients(), multiplier);
                recent.add(sums.outputs(), samplesPerStep);
                if ((step + 1) % STEPS_PER_LINE == 0) {
                    report.accept(recent.line(step + 1, steps));
                }
            }
        }
        return recent.means();
    }

    /** Whether a parameter is Muon's: what maps features to features; not embeddings and heads, whose rows are things. */
    private boolean forMuon(TrainableParameter parameter) {
        boolean hidden = parameter.name().contains(LAYERS) || ParameterGroups.isProjector(parameter.name());
        return matrixRate > 0 && hidden && parameter.shape().rank() == 2;
    }

    private List<ParameterGroup> groups(List<TrainableParameter> all) {
        List<TrainableParameter> decayed = all.stream()
                .filter(each -> ParameterGroups.isDecayed(each.name()))
                .toList();
        List<TrainableParameter> others = all.stream()
                .filter(each -> !ParameterGroups.isDecayed(each.name()))
                .toList();
        List<ParameterGroup> groups = new ArrayList<>();
        if (!decayed.isEmpty()) {
            groups.add(new ParameterGroup("weights", learningRate, decay, decayed));
        }
        if (!others.isEmpty()) {
            groups.add(new ParameterGroup("weights", learningRate, 0, others));
        }
        return groups;
    }

    /** Smoothed outputs. */
    private static final class Recent {
        private static final double KEEP = 0.98;

        private final Map<String, Double> means = new LinkedHashMap<>();
        private final List<String> names;
        private long since = System.nanoTime();
        private long sinceStep;
        private int samples;

        Recent(List<String> names) {
            this.names = names;
        }

        void add(Map<String, Double> sums, int samplesPerStep) {
            samples = samplesPerStep;
            for (String name : names) {
                double value = sums.getOrDefault(name, Double.NaN) / samplesPerStep;
                means.merge(name, value, (old, now) -> KEEP * old + (1 - KEEP) * now);
            }
        }

        Map<String, Double> means() {
            return means;
        }

        String line(long step, long steps) {
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "step %d of %d:", step, steps));
            means.forEach((name, mean) -> line.append(String.format(Locale.ROOT, " %s %.3f", name, mean)));
            double seconds = (System.nanoTime() - since) / 1e9;
            line.append(String.format(Locale.ROOT, ", %.0f samples/s", (step - sinceStep) * samples / seconds));
            since = System.nanoTime();
            sinceStep = step;
            return line.toString();
        }
    }
}
