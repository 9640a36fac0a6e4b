package org.prumerge4j.model.engine.ir;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.model.engine.memory.Region;
import org.prumerge4j.model.tensor.ElementType;

/** One array of a program, with its shape and the region where its values will lie. */
public final class Tensor {
    /** Who gives a tensor its values. */
    public enum Origin {
        /** The caller, at every run. */
        INPUT,
        /** The caller, once; values may change between runs. */
        PARAMETER,
        /** The graph. */
        CONSTANT,
        /** An instruction; the tensor lies in the arena. */
        COMPUTED
    }

    private final String name;
    private final Origin origin;
    private final int[] shape;
    private final Tensor root;
    private final Region region;
    private final boolean trained;

    private Tensor(String name, Origin origin, int[] shape, @Nullable Tensor root, boolean trained, ElementType type) {
        this.name = name;
        this.origin = origin;
        this.shape = shape.clone();
        this.root = root == null ? this : root;
        this.region = root == null ? new Region(type) : root.region;
        this.trained = trained;
    }

    /** An input, constant or frozen parameter. */
    public static Tensor given(String name, Origin origin, int... shape) {
        return new Tensor(name, origin, shape, null, false, ElementType.F32);
    }

    /** A frozen parameter as it is stored. */
    public static Tensor stored(String name, ElementType type, int... shape) {
        return new Tensor(name, Origin.PARAMETER, shape, null, false, type);
    }

    /** A parameter that wants a gradient. */
    public static Tensor trainable(String name, int... shape) {
        return new Tensor(name, Origin.PARAMETER, shape, null, true, ElementType.F32);
    }

    /**
     * A tensor that an instruction writes.
     *
     * @param trained whether it depends on a trainable parameter
     */
    public static Tensor computed(String name, boolean trained, int... shape) {
        return new Tensor(name, Origin.COMPUTED, shape, null, trained, ElementType.F32);
    }

    /** The same values under another shape. */
    public Tensor as(String newName, int... newShape) {
        return new Tensor(newName, origin, newShape, root, trained, region.type());
    }

    /** Name of the value in the graph. */
    public String name() {
        return name;
    }

    /** Who gives the values. */
    public Origin origin() {
        return origin;
    }

    /** Extents, outermost first; not to be changed. */
    public int[] shape() {
        return shape;
    }

    /** Number of axes. */
    public int rank() {
        return shape.length;
    }

    /** Extent of an axis; negative axes count from the end. */
    public int extent(int axis) {
        return shape[axis < 0 ? shape.length + axis : axis];
    }

    /** Number of values. */
    public int size() {
        int size = 1;
        for (int extent : shape) {
            size = Math.multiplyExact(size, extent);
        }
        return size;
    }

    /** Product of all extents but the last. */
    public int rows() {
        int rows = 1;
        for (int axis = 0; axis < shape.length - 1; axis++) {
            rows = Math.multiplyExact(rows, shape[axis]);
        }
        return rows;
    }

    /** Extent of the last axis, 1 for a scalar. */
    public int width() {
        return shape.length == 0 ? 1 : shape[shape.length - 1];
    }

    /** The tensor whose values these are: itself unless it is another's values under another shape. */
    public Tensor root() {
        return root;
    }

    /** Where the values lie. */
    public Region region() {
        return region;
    }

    /** Whether the values are stored in 16 bits; only operators that say so read such tensors. */
    public boolean narrow() {
        return region.narrow();
    }

    /** Whether the values depend on a trainable parameter, so that the loss has a gradient here. */
    public boolean trained() {
        return trained;
    }

    @Override
    public String toString() {
        return name + Arrays.toString(shape);
    }
}
