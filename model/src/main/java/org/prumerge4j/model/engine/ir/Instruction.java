package org.prumerge4j.model.engine.ir;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One kernel of a program with the tensors it touches.
 *
 * @param reads tensors it reads
 * @param writes tensors it writes or adds to
 * @param replaceable a tensor it reads whose place the first written tensor may take, should nobody need it later
 */
public record Instruction(Kernel kernel, List<Tensor> reads, List<Tensor> writes, @Nullable Tensor replaceable) {
    /** An instruction with its own copies of the lists. */
    public Instruction {
        reads = List.copyOf(reads);
        writes = List.copyOf(writes);
    }

    /** An instruction whose results need places of their own. */
    public static Instruction of(Kernel kernel, List<Tensor> reads, List<Tensor> writes) {
        return new Instruction(kernel, reads, writes, null);
    }
}
