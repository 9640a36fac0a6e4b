package org.prumerge4j.experiments.base.learning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.prumerge4j.model.engine.CompiledExecutor;
import org.prumerge4j.model.execution.Gradients;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.model.graph.ParameterSpec;

/**
 * Gradients of a step, a part of the batch on each thread. Matrices of a small network are not worth sharing between
 * threads. The number of shares is fixed and they are added in order, so the result is the same on any number of
 * processors.
 */
public final class DataParallel implements AutoCloseable {
    private final List<Share> shares = new ArrayList<>();
    private final ExecutorService threads;
    private final int partsPerStep;
    private final long steps;
    private final List<String> outputs;

    /** Sums over all parts of a step: gradients by parameter name, scalar outputs by their names. */
    public record Sums(Map<String, float[]> gradients, Map<String, Double> outputs) {}

    /**
     * Gradients of a graph.
     *
     * @param shares number of threads
     * @param partsPerStep runs of the graph that make a step; each share does every {@code shares}-th
     * @param steps number of steps; no inputs are made for any after them
     * @param outputs scalar outputs of the graph to be added up too
     */
    public DataParallel(Graph graph, Weights weights, int shares, int partsPerStep, long steps, List<String> outputs) {
        for (int i = 0; i < shares; i++) {
            this.shares.add(new Share(graph, weights));
        }
        this.threads = Executors.newFixedThreadPool(shares);
        this.partsPerStep = partsPerStep;
        this.steps = steps;
        this.outputs = List.copyOf(outputs);
    }

    /**
     * Sums over a step.
     *
     * @param inputs makes the graph's inputs of a part, numbered through all steps; called by several threads
     */
    public Sums step(long step, LongFunction<Map<String, INDArray>> inputs) {
        List<Future<?>> running = new ArrayList<>();
        AtomicInteger busy = new AtomicInteger(shares.size());
        for (int i = 0; i < shares.size(); i++) {
            int first = i;
            running.add(threads.submit(() -> share(first, step, inputs, busy)));
        }
        for (Future<?> share : running) {
            try {
                share.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("a part of a training step failed: " + e.getCause(), e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("training was interrupted", e);
            }
        }
        Share all = shares.get(0);
        for (Share other : shares.subList(1, shares.size())) {
            other.gradients.forEach((name, values) -> add(all.gradients, name, values));
            other.values.forEach((name, value) -> all.values.merge(name, value, Double::sum));
        }
        return new Sums(all.gradients, all.values);
    }

    /** One share's parts of a step; then, while others are still busy, inputs for the next step. */
    private void share(int first, long step, LongFunction<Map<String, INDArray>> inputs, AtomicInteger busy) {
        Share share = shares.get(first);
        share.clear();
        for (int part = first; part < partsPerStep; part += shares.size()) {
            share.add(share.takeInputs(step * partsPerStep + part, inputs), outputs);
        }
        busy.decrementAndGet();
        for (int part = first; part < partsPerStep && step + 1 < steps && busy.get() > 0; part += shares.size()) {
            share.prepareInputs((step + 1) * partsPerStep + part, inputs);
        }
    }

    private static void add(Map<String, float[]> sums, String name, float[] values) {
        float[] sum = sums.computeIfAbsent(name, key -> new float[values.length]);
        for (int i = 0; i < sum.length; i++) {
            sum[i] += values[i];
        }
    }

    @Override
    public void close() {
        threads.shutdown();
        shares.forEach(share -> share.executor.close());
    }

    private static final class Share {
        private final CompiledExecutor executor;
        private final Map<String, float[]> gradients = new LinkedHashMap<>();
        private final Map<String, float[]> received = new LinkedHashMap<>();
        private final Map<String, Double> values = new LinkedHashMap<>();
        /** Inputs made ahead, by the number of their part. */
        private final Map<Long, Map<String, INDArray>> prepared = new HashMap<>();

        Share(Graph graph, Weights weights) {
            executor = new CompiledExecutor(graph, weights.arrays(), 1, CompiledExecutor.Mode.FAST);
            for (ParameterSpec parameter : graph.trainable()) {
                int size = Math.toIntExact(parameter.shape().elements());
                gradients.put(parameter.name(), new float[size]);
                received.put(parameter.name(), new float[size]);
            }
        }

        void clear() {
            gradients.values().forEach(sum -> Arrays.fill(sum, 0f));
            values.clear();
        }

        void prepareInputs(long number, LongFunction<Map<String, INDArray>> source) {
            prepared.put(number, source.apply(number));
        }

        Map<String, INDArray> takeInputs(long number, LongFunction<Map<String, INDArray>> source) {
            Map<String, INDArray> ready = prepared.remove(number);
            return ready == null ? source.apply(number) : ready;
        }

        void add(Map<String, INDArray> inputs, List<String> outputs) {
            try (Gradients result = executor.gradients(inputs, outputs)) {
                received.forEach((name, values) -> {
                    Weights.memory(given(result.gradients(), name)).get(0, values);
                    DataParallel.add(gradients, name, values);
                });
                outputs.forEach(name -> values.merge(
                        name, (double) given(result.outputs(), name).getFloat(0), Double::sum));
            }
            inputs.values().forEach(INDArray::close);
        }

        private static INDArray given(Map<String, INDArray> arrays, String name) {
            return Objects.requireNonNull(arrays.get(name), name);
        }
    }
}
