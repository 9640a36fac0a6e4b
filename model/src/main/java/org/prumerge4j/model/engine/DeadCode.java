package org.prumerge4j.model.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.prumerge4j.model.engine.ir.Instruction;
import org.prumerge4j.model.engine.ir.Tensor;

/** Leaves out instructions whose results nobody reads. */
final class DeadCode {
    private DeadCode() {}

    /**
     * The instructions that are needed.
     *
     * @param kept tensors that are read after the last instruction
     */
    static List<Instruction> removed(List<Instruction> instructions, Collection<Tensor> kept) {
        Set<Tensor> read = new HashSet<>();
        kept.forEach(tensor -> read.add(tensor.root()));
        List<Instruction> needed = new ArrayList<>();
        for (int i = instructions.size() - 1; i >= 0; i--) {
            Instruction instruction = instructions.get(i);
            // Kernels that write no tensor keep what they find for others.
            boolean wanted = instruction.writes().isEmpty()
                    || instruction.writes().stream().anyMatch(tensor -> read.contains(tensor.root()));
            if (wanted) {
                instruction.reads().forEach(tensor -> read.add(tensor.root()));
                needed.add(instruction);
            }
        }
        Collections.reverse(needed);
        return needed;
    }
}
