package org.prumerge4j.model.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SameDiff;

/** A finished description of a computation: its inputs, its parameters, its outputs and, if it trains, its loss. */
public final class Graph {
    private final SameDiff sameDiff;
    private final Map<String, InputSpec> inputs;
    private final Map<String, ParameterSpec> parameters;
    private final List<String> outputs;
    private final Marks marks;
    private final @Nullable String loss;

    /** What is known about a graph beyond its operations. */
    record Marks(Map<String, Block> blocks, List<Dropout> dropouts, List<String> boundaries) {
        Marks {
            blocks = Map.copyOf(blocks);
            dropouts = List.copyOf(dropouts);
            boundaries = List.copyOf(boundaries);
        }
    }

    Graph(
            SameDiff sameDiff,
            Map<String, InputSpec> inputs,
            Map<String, ParameterSpec> parameters,
            List<String> outputs,
            Marks marks,
            @Nullable String loss) {
        this.sameDiff = sameDiff;
        this.inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        this.parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        this.outputs = List.copyOf(outputs);
        this.marks = marks;
        this.loss = loss;
    }

    /** The SameDiff graph behind this description; for executors only. */
    public SameDiff sameDiff() {
        return sameDiff;
    }

    /** Inputs by name, in the order they were declared. */
    public Map<String, InputSpec> inputs() {
        return inputs;
    }

    /** Parameters by name, in the order they were declared. */
    public Map<String, ParameterSpec> parameters() {
        return parameters;
    }

    /** Names of the outputs, the loss not among them. */
    public List<String> outputs() {
        return outputs;
    }

    /** Marked blocks by the name of their output. */
    public Map<String, Block> blocks() {
        return marks.blocks;
    }

    /** Masks that stand in the SameDiff graph for marked dropout. */
    public List<Dropout> dropouts() {
        return marks.dropouts;
    }

    /**
     * Values between which nothing is kept for the backward run, in the order in which they are computed; empty if
     * everything is kept.
     */
    public List<String> boundaries() {
        return marks.boundaries;
    }

    /** Name of the scalar that training minimises; null if the graph does not train. */
    public @Nullable String loss() {
        return loss;
    }

    /** The parameters that training changes, in the order they were declared. */
    public List<ParameterSpec> trainable() {
        return parameters.values().stream()
                .filter(parameter -> parameter.role() == ParameterRole.TRAINABLE)
                .toList();
    }

    /** How many numbers training changes. */
    public long trainableCount() {
        return trainable().stream()
                .mapToLong(parameter -> parameter.shape().elements())
                .sum();
    }
}
