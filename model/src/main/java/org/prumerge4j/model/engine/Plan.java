package org.prumerge4j.model.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.model.engine.ir.Instruction;
import org.prumerge4j.model.engine.ir.Kernel;
import org.prumerge4j.model.engine.ir.Tensor;
import org.prumerge4j.model.engine.memory.Arena;
import org.prumerge4j.model.engine.memory.MemoryPlan;
import org.prumerge4j.model.engine.memory.Region;
import org.prumerge4j.model.engine.parallel.Workers;
import org.prumerge4j.model.execution.GradientReader;

/** A compiled graph for one set of input shapes: kernels in order, and a place for everything they write. */
final class Plan {
    private final Kernel[] kernels;
    private final MemoryPlan memory;
    private final Map<String, Tensor> inputs;
    private final Map<String, Tensor> outputs;
    private final Map<String, Tensor> gradients;
    private final @Nullable GradientOutlet outlet;
    private final Touched[] touched;
    private final long[] nanos;
    private long runs;
    private long placedAt;

    /**
     * A plan.
     *
     * @param instructions what to run
     * @param inputs tensors of the caller by name
     * @param outputs results by name
     * @param gradients gradients by parameter name, kept to the end
     * @param outlet where other gradients leave; null if none do
     */
    Plan(
            List<Instruction> instructions,
            Map<String, Tensor> inputs,
            Map<String, Tensor> outputs,
            Map<String, Tensor> gradients,
            @Nullable GradientOutlet outlet) {
        kernels = instructions.stream().map(Instruction::kernel).toArray(Kernel[]::new);
        touched = instructions.stream().map(Touched::of).toArray(Touched[]::new);
        nanos = new long[kernels.length];
        this.inputs = Map.copyOf(inputs);
        this.outputs = Map.copyOf(outputs);
        this.gradients = Map.copyOf(gradients);
        this.outlet = outlet;
        Collection<Tensor> kept = new ArrayList<>(outputs.values());
        kept.addAll(gradients.values());
        memory = MemoryPlan.of(instructions, kept);
    }

    Map<String, Tensor> inputs() {
        return inputs;
    }

    Tensor output(String name) {
        Tensor tensor = outputs.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("the plan has no output " + name + "; it has " + outputs.keySet());
        }
        return tensor;
    }

    Map<String, Tensor> gradients() {
        return gradients;
    }

    /** Who reads gradients in the next run, if any leave the plan while it runs. */
    void readGradients(@Nullable GradientReader reader) {
        if (outlet != null) {
            outlet.open(reader);
        }
    }

    /** Runs all kernels; inputs and parameters have been placed. */
    void run(Arena arena, Workers workers) {
        place(arena);
        for (Kernel kernel : kernels) {
            kernel.run(workers);
        }
    }

    /** Runs all kernels and adds up what each takes. */
    void runTimed(Arena arena, Workers workers) {
        place(arena);
        runs++;
        for (int i = 0; i < kernels.length; i++) {
            long start = System.nanoTime();
            kernels[i].run(workers);
            nanos[i] += System.nanoTime() - start;
        }
    }

    /** Runs all kernels and overwrites every place with NaN as soon as nobody should need it. */
    void runPoisoned(Arena arena, Workers workers) {
        place(arena);
        poison(arena, new MemoryPlan.Place(0, memory.bytes()));
        for (int i = 0; i < kernels.length; i++) {
            kernels[i].run(workers);
            memory.freedAfter(i).forEach(place -> poison(arena, place));
        }
    }

    private static void poison(Arena arena, MemoryPlan.Place place) {
        Region region = new Region();
        region.place(arena.address() + place.offset(), Math.toIntExact(place.bytes() / Float.BYTES));
        for (int i = 0; i < region.elements(); i++) {
            region.floats().put(i, Float.NaN);
        }
    }

    private void place(Arena arena) {
        arena.reserve(memory.bytes());
        if (arena.address() == placedAt) {
            return;
        }
        for (Tensor tensor : memory.tensors()) {
            tensor.region().place(arena.address() + memory.place(tensor).offset(), tensor.size());
        }
        placedAt = arena.address();
    }

    /** What the plan does and what it has cost so far. */
    PlanReport report() {
        List<PlanReport.Step> steps = new ArrayList<>();
        for (int i = 0; i < kernels.length; i++) {
            steps.add(new PlanReport.Step(
                    kernels[i].kind(),
                    touched[i].result,
                    kernels[i].operations(),
                    touched[i].bytes,
                    average(nanos[i])));
        }
        return new PlanReport(steps, memory.bytes(), memory.unsharedBytes(), runs);
    }

    private long average(long sum) {
        return runs == 0 ? 0 : sum / runs;
    }

    /** What a kernel's instruction writes first, and how many bytes it reads and writes. */
    private record Touched(String result, long bytes) {
        static Touched of(Instruction instruction) {
            String result = instruction.writes().isEmpty()
                    ? "-"
                    : instruction.writes().get(0).toString();
            long elements = Stream.concat(instruction.reads().stream(), instruction.writes().stream())
                    .distinct()
                    .mapToLong(Tensor::size)
                    .sum();
            return new Touched(result, elements * Float.BYTES);
        }
    }
}
