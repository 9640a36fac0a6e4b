package org.prumerge4j.model.engine.kernel;

import org.prumerge4j.model.engine.ir.Kernel;
import org.prumerge4j.model.engine.memory.Region;
import org.prumerge4j.model.engine.parallel.Scratch;
import org.prumerge4j.model.engine.parallel.Workers;

/** Copies or adds the elements of one array to another, each walked with its own strides: permute, slice, concat. */
public final class StridedCopy implements Kernel {
    private final int[] extents;
    private final Walk from;
    private final Walk to;
    private final boolean accumulate;
    private final RowKernel rows;

    /** A way through a region: first element and distance of neighbours along each axis. */
    @SuppressWarnings("ArrayRecordComponent") // Made once, never compared.
    public record Walk(Region region, int offset, int[] strides) {
        /** Row-major strides of an array. */
        public static int[] rowMajor(int[] shape) {
            int[] strides = new int[shape.length];
            int stride = 1;
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                strides[axis] = stride;
                stride *= shape[axis];
            }
            return strides;
        }

        private int at(int row, int[] extents) {
            int index = offset;
            int rest = row;
            for (int axis = extents.length - 2; axis >= 0; axis--) {
                index += rest % extents[axis] * strides[axis];
                rest /= extents[axis];
            }
            return index;
        }
    }

    /** A copy of an array of the given extents, or a sum with what is there. */
    public StridedCopy(int[] extents, Walk from, Walk to, boolean accumulate) {
        this.extents = extents.clone();
        this.from = from;
        this.to = to;
        this.accumulate = accumulate;
        int count = 1;
        for (int axis = 0; axis < extents.length - 1; axis++) {
            count *= extents[axis];
        }
        rows = RowKernel.rows("copy", count, extents[extents.length - 1], this::copy);
    }

    @Override
    public String kind() {
        return "copy";
    }

    @Override
    public void run(Workers workers) {
        rows.run(workers);
    }

    private void copy(int first, int end, Scratch scratch) {
        int last = extents.length - 1;
        int width = extents[last];
        float[] row = scratch.row(0, width);
        for (int r = first; r < end; r++) {
            read(from, from.at(r, extents), from.strides[last], row, width);
            int at = to.at(r, extents);
            if (accumulate) {
                float[] present = scratch.row(1, width);
                read(to, at, to.strides[last], present, width);
                Vectors.add(row, present, width);
            }
            write(row, at, to.strides[last], width);
        }
    }

    private static void read(Walk walk, int at, int stride, float[] row, int width) {
        if (stride == 1) {
            Vectors.load(walk.region, at, row, width);
            return;
        }
        for (int i = 0; i < width; i++) {
            row[i] = walk.region.floats().get(at + i * stride);
        }
    }

    private void write(float[] row, int at, int stride, int width) {
        if (stride == 1) {
            Vectors.store(row, to.region, at, width);
            return;
        }
        for (int i = 0; i < width; i++) {
            to.region.floats().put(at + i * stride, row[i]);
        }
    }
}
