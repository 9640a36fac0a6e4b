package org.prumerge4j.model.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.prumerge4j.model.tensor.Shape;

/**
 * Describes a computation on float32 arrays, operation by operation.
 *
 * <p>This is the only class that builds SameDiff graphs, and it offers only operations whose gradients are known to be
 * right in the release in use: no gather of trained values (use a one-hot matrix product), no dropout operation (elements are
 * multiplied by factors), no product of arrays of different rank. Weights are not stored in the graph: {@link #parameter} declares a
 * name and a shape, and values are bound when the graph runs.
 */
public final class GraphBuilder {
    /**
     * Name of the input of graphs with dropout: two integers {@code [2]}, upper and lower half of a number drawn anew for
     * every step.
     */
    public static final String DRAW = "dropout.draw";

    private final SameDiff sameDiff = SameDiff.create();
    private final Map<String, InputSpec> inputs = new LinkedHashMap<>();
    private final Map<String, ParameterSpec> parameters = new LinkedHashMap<>();
    private final List<String> outputs = new ArrayList<>();
    private final Map<String, Block> blocks = new LinkedHashMap<>();
    private final List<Dropout> dropouts = new ArrayList<>();
    private final List<String> boundaries = new ArrayList<>();
    private boolean recomputing;
    private @Nullable String loss;
    private boolean everythingTrained;

    /**
     * Makes every parameter that is declared from now on trainable, whatever role is asked for: networks whose graphs
     * usually take frozen weights can be trained from nothing.
     */
    public GraphBuilder trainEverything() {
        everythingTrained = true;
        return this;
    }

    /** A float32 array given at every run; an extent of -1 may be anything. */
    public Value input(String name, long... extents) {
        inputs.put(
                name, new InputSpec(name, false, Arrays.stream(extents).boxed().toList()));
        return new Value(sameDiff.placeHolder(name, DataType.FLOAT, extents));
    }

    /** A 32-bit integer array given at every run; an extent of -1 may be anything. */
    public Value integers(String name, long... extents) {
        inputs.put(
                name, new InputSpec(name, true, Arrays.stream(extents).boxed().toList()));
        return new Value(sameDiff.placeHolder(name, DataType.INT32, extents));
    }

    /**
     * A weight. Asking again for the same name gives the same value.
     *
     * @throws IllegalArgumentException if the name was declared with another shape or role
     */
    public Value parameter(String name, ParameterRole role, long... extents) {
        ParameterRole given = everythingTrained ? ParameterRole.TRAINABLE : role;
        ParameterSpec wanted = new ParameterSpec(name, given, Shape.of(extents));
        ParameterSpec known = parameters.putIfAbsent(name, wanted);
        if (known == null) {
            return new Value(sameDiff.placeHolder(name, DataType.FLOAT, extents));
        }
        if (!known.equals(wanted)) {
            throw new IllegalArgumentException("parameter declared twice: " + known + " and " + wanted);
        }
        return new Value(sameDiff.getVariable(name));
    }

    /** A number. */
    public Value scalar(double value) {
        return new Value(sameDiff.constant((float) value));
    }

    /** Matrix product of two arrays of the same rank; leading axes are batches. */
    public Value matmul(Value a, Value b, boolean transposeA, boolean transposeB) {
        return new Value(sameDiff.mmul(a.variable(), b.variable(), transposeA, transposeB, false));
    }

    /** Matrix product of two arrays of the same rank; leading axes are batches. */
    public Value matmul(Value a, Value b) {
        return matmul(a, b, false, false);
    }

    /** {@code x W^T}: x {@code [rows, in]}, weight as checkpoints store it {@code [out, in]}, result {@code [rows, out]}. */
    public Value linear(Value x, Value weight) {
        return matmul(x, weight, false, true);
    }

    /** {@code x W^T + b}, see {@link #linear(Value, Value)}; bias {@code [out]}. */
    public Value linear(Value x, Value weight, Value bias) {
        return add(linear(x, weight), bias);
    }

    /** Elementwise sum, broadcasting. */
    public Value add(Value a, Value b) {
        return new Value(a.variable().add(b.variable()));
    }

    /** Elementwise difference, broadcasting. */
    public Value subtract(Value a, Value b) {
        return new Value(a.variable().sub(b.variable()));
    }

    /** Elementwise product, broadcasting. */
    public Value multiply(Value a, Value b) {
        return new Value(a.variable().mul(b.variable()));
    }

    /** Product with a number. */
    public Value scale(Value a, double factor) {
        return new Value(a.variable().mul(factor));
    }

    /** Sum with a number. */
    public Value shift(Value a, double summand) {
        return new Value(a.variable().add(summand));
    }

    /** The same elements in another shape; one extent may be -1. */
    public Value reshape(Value a, long... extents) {
        return new Value(a.variable().reshape(extents));
    }

    /** The axes in another order. */
    public Value permute(Value a, int... axes) {
        return new Value(a.variable().permute(axes));
    }

    /** Arrays one after another along an axis. */
    public Value concat(int axis, Value... values) {
        SDVariable[] variables = Arrays.stream(values).map(Value::variable).toArray(SDVariable[]::new);
        return new Value(sameDiff.concat(axis, variables));
    }

    /** Equal parts along an axis. */
    public List<Value> split(Value a, int parts, int axis) {
        return Arrays.stream(sameDiff.split(a.variable(), parts, axis))
                .map(Value::new)
                .toList();
    }

    /**
     * A part of an array.
     *
     * @param begin first index along each axis
     * @param size how many indices along each axis; -1 for all that follow
     */
    public Value slice(Value a, int[] begin, int... size) {
        return new Value(sameDiff.slice(a.variable(), begin, size));
    }

    /** Mean along the last axis, which keeps extent 1. */
    public Value meanOfLast(Value a) {
        return new Value(a.variable().mean(true, -1));
    }

    /** Sum along the last axis, which goes away. */
    public Value sumOfLast(Value a) {
        return new Value(a.variable().sum(false, -1));
    }

    /** Sum of all elements of a vector, a scalar. */
    public Value sum(Value vector) {
        return new Value(vector.variable().sum(0));
    }

    /** Elementwise square. */
    public Value square(Value a) {
        return new Value(sameDiff.math.square(a.variable()));
    }

    /** Elementwise {@code 1 / sqrt(a)}. */
    public Value reciprocalSquareRoot(Value a) {
        return new Value(sameDiff.math.rsqrt(a.variable()));
    }

    /** Elementwise error function. */
    public Value erf(Value a) {
        return new Value(sameDiff.math.erf(a.variable()));
    }

    /** Elementwise logistic function. */
    public Value sigmoid(Value a) {
        return new Value(sameDiff.nn.sigmoid(a.variable()));
    }

    /** Softmax along the last axis. */
    public Value softmax(Value a) {
        return new Value(sameDiff.nn.softmax(a.variable(), -1));
    }

    /** Logarithm of the softmax along the last axis of a matrix. */
    public Value logSoftmax(Value matrix) {
        return new Value(sameDiff.nn.logSoftmax(matrix.variable()));
    }

    /** Integers {@code [rows]} as rows of zeros with a single one, {@code [rows, depth]}. */
    public Value oneHot(Value integers, int depth) {
        return new Value(sameDiff.oneHot(integers.variable(), depth, -1, 1.0, 0.0, DataType.FLOAT));
    }

    /**
     * Zeroes elements at random and makes the others larger by as much, {@code x * factors} with the factors of a pattern
     * and of the number given as {@link #DRAW}.
     *
     * @param x {@code [rows, columns]}
     * @param name name of the factors, which executors make themselves
     */
    public Value dropout(Value x, String name, long columns, DropoutPattern pattern) {
        Value draw = inputs.containsKey(DRAW) ? new Value(sameDiff.getVariable(DRAW)) : integers(DRAW, 2);
        String rowsOf = RowOrigin.of(sameDiff, inputs, blocks, x.name());
        dropouts.add(new Dropout(name, rowsOf, Math.toIntExact(columns), pattern));
        Value factors = new Value(sameDiff.placeHolder(name, DataType.FLOAT, -1, columns));
        return mark(
                Block.Kind.DROPOUT,
                multiply(x, factors),
                List.of(x, draw),
                pattern.probability(),
                (int) (pattern.stream() >>> Integer.SIZE),
                (int) pattern.stream());
    }

    /**
     * Asks executors not to keep what lies between boundaries for the backward run, but to compute it again there: less
     * memory for more work (Chen et al., arXiv 1604.06174). To be called before the boundaries are set.
     */
    public void recomputeBetweenBoundaries() {
        recomputing = true;
    }

    /** Sets a boundary: a value that is kept although what led to it may be computed again. */
    public void boundary(Value value) {
        if (recomputing) {
            boundaries.add(value.name());
        }
    }

    /**
     * Marks the operations between some values and a result as a block.
     *
     * @param result what the block's plain operations gave
     * @param values all values that those operations read
     * @return the result
     */
    public Value mark(Block.Kind kind, Value result, List<Value> values, double... attributes) {
        List<String> names = values.stream().map(Value::name).toList();
        List<Double> numbers = Arrays.stream(attributes).boxed().toList();
        blocks.put(result.name(), new Block(kind, names, result.name(), numbers));
        return result;
    }

    /** Makes a value an output under the given name. */
    public void output(String name, Value value) {
        sameDiff.identity(name, value.variable());
        outputs.add(name);
    }

    /** Makes a scalar the loss, under the given name. */
    public void loss(String name, Value scalar) {
        sameDiff.identity(name, scalar.variable());
        sameDiff.setLossVariables(name);
        loss = name;
    }

    /** The finished graph; the builder is not used any more. */
    public Graph build() {
        Graph.Marks marks = new Graph.Marks(blocks, dropouts, boundaries);
        return new Graph(sameDiff, inputs, parameters, outputs, marks, loss);
    }
}
