package org.prumerge4j.training.optimizer;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Adam with decoupled weight decay, updating float32 parameters in place.
 *
 * <p>Algorithm 2 of Loshchilov and Hutter, "Decoupled Weight Decay Regularization" (ICLR 2019), with the order of
 * operations and the float32 state of {@code torch.optim.AdamW}, so that trajectories agree to rounding:
 *
 * <pre>
 * p *= 1 - lr * decay
 * m += (1 - beta1) * (g - m)
 * v  = beta2 * v + (1 - beta2) * g * g
 * p += -lr / (1 - beta1^t) * m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon)
 * </pre>
 *
 * <p>Every element is updated by itself, so the result does not depend on how many threads share the work.
 */
public final class AdamW {
    /** Elements one task updates: large enough to be worth handing to another thread. */
    private static final int SEGMENT = 1 << 16;

    /** Elements copied out of a buffer at a time: small enough to stay in the first-level cache. */
    private static final int BLOCK = 2048;

    private final List<ParameterGroup> groups;
    private final AdamWOptions options;
    private final Map<String, Slot> slots = new LinkedHashMap<>();
    private final List<Segment> segments = new ArrayList<>();
    /** Working memory that no thread uses at the moment. */
    private final Queue<Blocks> idle = new ConcurrentLinkedQueue<>();

    private long steps;

    /**
     * An optimiser at step 0 with zero moments.
     *
     * @param groups what to train; every parameter in exactly one group, one learning rate per group name
     * @param options the constants
     */
    public AdamW(List<ParameterGroup> groups, AdamWOptions options) {
        this.groups = List.copyOf(groups);
        this.options = options;
        Map<String, Double> rates = new LinkedHashMap<>();
        for (ParameterGroup group : this.groups) {
            Double known = rates.putIfAbsent(group.name(), group.learningRate());
            if (known != null && known != group.learningRate()) {
                throw new IllegalArgumentException("two parameter groups are named " + group.name()
                        + " but have the learning rates " + known + " and " + group.learningRate()
                        + "; name them differently");
            }
            group.parameters().forEach(this::addSlot);
        }
    }

    private void addSlot(TrainableParameter parameter) {
        Slot slot = new Slot(parameter);
        if (slots.put(parameter.name(), slot) != null) {
            throw new IllegalArgumentException("parameter " + parameter.name()
                    + " is in the optimiser twice; a parameter belongs to exactly one group");
        }
        for (int offset = 0; offset < parameter.size(); offset += SEGMENT) {
            segments.add(new Segment(slot, offset, Math.min(SEGMENT, parameter.size() - offset)));
        }
    }

    /** The groups, in the order given. */
    public List<ParameterGroup> groups() {
        return groups;
    }

    /** All parameters, group by group. */
    public List<TrainableParameter> parameters() {
        return slots.values().stream().map(slot -> slot.parameter).toList();
    }

    /** Updates made so far; part of the state. */
    public long steps() {
        return steps;
    }

    /** Learning rate of every group name for a multiplier of the schedule, first group first. */
    public Map<String, Double> learningRates(double multiplier) {
        Map<String, Double> rates = new LinkedHashMap<>();
        groups.forEach(group -> rates.put(group.name(), group.learningRate() * multiplier));
        return rates;
    }

    /**
     * One update of all parameters.
     *
     * @param gradients gradient of every parameter by name, as many elements as the parameter
     * @param multiplier what the schedule multiplies every learning rate with
     * @throws IllegalArgumentException if a gradient is missing or of another size; nothing is changed then
     */
    public void step(Map<String, float[]> gradients, double multiplier) {
        slots.values().forEach(slot -> slot.gradient = gradientOf(slot.parameter, gradients));
        steps++;
        for (ParameterGroup group : groups) {
            Factors factors = Factors.of(options, group, multiplier, steps);
            group.parameters().forEach(parameter -> slot(parameter).factors = factors);
        }
        segments.parallelStream().forEach(segment -> {
            Blocks free = idle.poll();
            Blocks blocks = free == null ? new Blocks() : free;
            segment.update(blocks);
            idle.add(blocks);
        });
    }

    private Slot slot(TrainableParameter parameter) {
        return Objects.requireNonNull(slots.get(parameter.name()));
    }

    private static float[] gradientOf(TrainableParameter parameter, Map<String, float[]> gradients) {
        float[] gradient = gradients.get(parameter.name());
        if (gradient == null) {
            throw new IllegalArgumentException("no gradient of parameter " + parameter.name());
        }
        if (gradient.length != parameter.size()) {
            throw new IllegalArgumentException("parameter " + parameter.name() + " has " + parameter.size()
                    + " elements, its gradient " + gradient.length);
        }
        return gradient;
    }

    /** First moment of every parameter by name: the live arrays, to be read only. */
    public Map<String, float[]> firstMoments() {
        return moments(true);
    }

    /** Second moment of every parameter by name: the live arrays, to be read only. */
    public Map<String, float[]> secondMoments() {
        return moments(false);
    }

    private Map<String, float[]> moments(boolean first) {
        Map<String, float[]> moments = new LinkedHashMap<>();
        slots.forEach((name, slot) -> moments.put(name, first ? slot.first : slot.second));
        return Collections.unmodifiableMap(moments);
    }

    /**
     * Takes up a saved state.
     *
     * @param savedSteps updates made when it was saved
     * @param reader fills the moments of one parameter after the other
     */
    public void restore(long savedSteps, MomentReader reader) {
        if (savedSteps < 0) {
            throw new IllegalArgumentException("an optimiser cannot have made " + savedSteps + " steps");
        }
        slots.values().forEach(slot -> reader.read(slot.parameter, slot.first, slot.second));
        steps = savedSteps;
    }

    /** Reads the saved moments of one parameter. */
    @FunctionalInterface
    public interface MomentReader {
        /** Fills both arrays completely. */
        void read(TrainableParameter parameter, float[] firstMoment, float[] secondMoment);
    }

    private static final class Slot {
        final TrainableParameter parameter;
        final float[] first;
        final float[] second;
        float[] gradient = {};
        Factors factors = Factors.NONE;

        Slot(TrainableParameter parameter) {
            this.parameter = parameter;
            this.first = new float[parameter.size()];
            this.second = new float[parameter.size()];
        }
    }

    /** The scalars of one update, computed in double and rounded once, as PyTorch hands them to its kernels. */
    private record Factors(
            float keep, float gain1, float beta2, float gain2, float correction2, float epsilon, float stepSize) {
        static final Factors NONE = new Factors(1, 0, 1, 0, 1, 1, 0);

        static Factors of(AdamWOptions options, ParameterGroup group, double multiplier, long step) {
            double rate = group.learningRate() * multiplier;
            return new Factors(
                    (float) (1 - rate * group.weightDecay()),
                    (float) (1 - options.beta1()),
                    (float) options.beta2(),
                    (float) (1 - options.beta2()),
                    (float) Math.sqrt(1 - Math.pow(options.beta2(), (double) step)),
                    (float) options.epsilon(),
                    (float) (-rate / (1 - Math.pow(options.beta1(), (double) step))));
        }
    }

    private record Segment(Slot slot, int begin, int length) {
        void update(Blocks blocks) {
            FloatBuffer values = slot.parameter.values();
            for (int done = 0; done < length; done += BLOCK) {
                int at = begin + done;
                int count = Math.min(BLOCK, length - done);
                values.get(at, blocks.values, 0, count);
                System.arraycopy(slot.gradient, at, blocks.gradient, 0, count);
                System.arraycopy(slot.first, at, blocks.first, 0, count);
                System.arraycopy(slot.second, at, blocks.second, 0, count);
                blocks.update(slot.factors, count);
                values.put(at, blocks.values, 0, count);
                System.arraycopy(blocks.first, 0, slot.first, at, count);
                System.arraycopy(blocks.second, 0, slot.second, at, count);
            }
        }
    }

    /**
     * A few thousand elements of everything an update reads and writes. One store per loop, and one index for all
     * arrays of a loop: only then does the compiler of Java 17 see that it may use vector instructions.
     */
    private static final class Blocks {
        final float[] values;
        final float[] gradient;
        final float[] first;
        final float[] second;

        Blocks() {
            values = new float[BLOCK];
            gradient = new float[BLOCK];
            first = new float[BLOCK];
            second = new float[BLOCK];
        }

        void update(Factors factors, int count) {
            updateFirst(first, gradient, factors.gain1, count);
            updateSecond(second, gradient, factors, count);
            updateValues(values, first, second, factors, count);
        }

        private static void updateFirst(float[] first, float[] gradient, float gain, int count) {
            for (int i = 0; i < count; i++) {
                first[i] = first[i] + gain * (gradient[i] - first[i]);
            }
        }

        private static void updateSecond(float[] second, float[] gradient, Factors factors, int count) {
            float keep = factors.beta2;
            float gain = factors.gain2;
            for (int i = 0; i < count; i++) {
                second[i] = second[i] * keep + gain * gradient[i] * gradient[i];
            }
        }

        private static void updateValues(float[] values, float[] first, float[] second, Factors factors, int count) {
            float keep = factors.keep;
            float correction = factors.correction2;
            float epsilon = factors.epsilon;
            float stepSize = factors.stepSize;
            for (int i = 0; i < count; i++) {
                float denominator = (float) Math.sqrt(second[i]) / correction + epsilon;
                values[i] = values[i] * keep + stepSize * first[i] / denominator;
            }
        }
    }
}
