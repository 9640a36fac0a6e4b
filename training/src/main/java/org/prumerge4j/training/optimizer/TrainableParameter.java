package org.prumerge4j.training.optimizer;

import java.nio.FloatBuffer;
import org.prumerge4j.model.tensor.Shape;

/** A named float32 tensor that training changes in place. Two are equal only if they are the same object. */
public final class TrainableParameter {
    private final String name;
    private final Shape shape;
    private final FloatBuffer values;

    /**
     * A parameter whose values live elsewhere.
     *
     * @param name canonical name, such as {@code model.layers.0.self_attn.q_proj.lora_A.weight}
     * @param shape extents, outermost first
     * @param values the live values, row by row, from index 0 to the capacity; usually a view of an ND4J array's memory
     */
    public TrainableParameter(String name, Shape shape, FloatBuffer values) {
        if (values.capacity() != shape.elements()) {
            throw new IllegalArgumentException("parameter " + name + " of shape " + shape + " has " + shape.elements()
                    + " elements, its buffer " + values.capacity() + "; hand in a buffer of exactly that size");
        }
        this.name = name;
        this.shape = shape;
        this.values = values;
    }

    /** Canonical name. */
    public String name() {
        return name;
    }

    /** Extents, outermost first. */
    public Shape shape() {
        return shape;
    }

    /** The live values, row by row. */
    public FloatBuffer values() {
        return values;
    }

    /** Number of elements. */
    public int size() {
        return values.capacity();
    }

    @Override
    public String toString() {
        return name + " " + shape;
    }
}
