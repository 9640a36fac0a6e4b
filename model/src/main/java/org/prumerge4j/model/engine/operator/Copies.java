package org.prumerge4j.model.engine.operator;

import java.util.Arrays;
import org.prumerge4j.model.engine.ir.Kernel;
import org.prumerge4j.model.engine.ir.Program;
import org.prumerge4j.model.engine.ir.Tensor;
import org.prumerge4j.model.engine.kernel.RowKernel;
import org.prumerge4j.model.engine.kernel.Vectors;
import org.prumerge4j.model.engine.kernel.Widening;

/** Kernels that move whole tensors. */
public final class Copies {
    private Copies() {}

    /** Copies a tensor or adds it to another of the same size. */
    public static Kernel contribution(Program.Contribution move) {
        String kind = move.accumulate() ? "add" : "copy";
        return RowKernel.elements(kind, move.from().size(), (first, count, scratch) -> {
            float[] row = scratch.row(0, count);
            Vectors.load(move.from().region(), first, row, count);
            float[] present = move.accumulate() ? scratch.row(1, count) : null;
            Vectors.store(row, move.to().region(), first, count, present);
        });
    }

    /** Makes 16-bit values float32. */
    public static Kernel widen(Tensor from, Tensor to) {
        return RowKernel.elements(
                "widen",
                from.size(),
                (first, count, scratch) -> Widening.widen(from.region(), first, to.region(), first, count, scratch));
    }

    /** Writes one value everywhere. */
    public static Kernel fill(Tensor tensor, float value) {
        return RowKernel.elements("fill", tensor.size(), (first, count, scratch) -> {
            float[] row = scratch.row(0, count);
            Arrays.fill(row, 0, count, value);
            Vectors.store(row, tensor.region(), first, count);
        });
    }
}
