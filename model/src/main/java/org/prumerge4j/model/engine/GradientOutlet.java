package org.prumerge4j.model.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.model.engine.ir.Instruction;
import org.prumerge4j.model.engine.ir.Kernel;
import org.prumerge4j.model.engine.ir.Tensor;
import org.prumerge4j.model.engine.parallel.Workers;
import org.prumerge4j.model.execution.GradientReader;

/** Where gradients leave a running plan, each right after the last instruction that writes it. */
final class GradientOutlet {
    private @Nullable GradientReader reader;

    /** Who reads in the next run. */
    void open(@Nullable GradientReader newReader) {
        reader = newReader;
    }

    /**
     * The instructions with those that hand over gradients among them.
     *
     * @param gradients by parameter name
     */
    List<Instruction> insert(List<Instruction> instructions, Map<String, Tensor> gradients) {
        Map<Tensor, Integer> lastWrite = new HashMap<>();
        for (int i = 0; i < instructions.size(); i++) {
            for (Tensor written : instructions.get(i).writes()) {
                lastWrite.put(written.root(), i);
            }
        }
        Map<Integer, List<Instruction>> after = new HashMap<>();
        gradients.forEach((name, gradient) -> {
            Integer written = lastWrite.get(gradient.root());
            if (written == null) {
                throw new IllegalStateException("nothing writes the gradient of " + name);
            }
            Instruction handOver = Instruction.of(new HandOver(name, gradient), List.of(gradient), List.of());
            after.computeIfAbsent(written, any -> new ArrayList<>()).add(handOver);
        });
        List<Instruction> all = new ArrayList<>();
        for (int i = 0; i < instructions.size(); i++) {
            all.add(instructions.get(i));
            all.addAll(after.getOrDefault(i, List.of()));
        }
        return all;
    }

    private final class HandOver implements Kernel {
        private final String parameter;
        private final Tensor gradient;

        HandOver(String parameter, Tensor gradient) {
            this.parameter = parameter;
            this.gradient = gradient;
        }

        @Override
        public String kind() {
            return "read gradient";
        }

        @Override
        public void run(Workers workers) {
            if (reader == null) {
                throw new IllegalStateException("nobody reads the gradient of " + parameter);
            }
            reader.read(parameter, gradient.region().floats());
        }
    }
}
