package org.prumerge4j.model.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.prumerge4j.model.engine.ir.Instruction;
import org.prumerge4j.model.engine.ir.Kernel;
import org.prumerge4j.model.engine.ir.Tensor;
import org.prumerge4j.model.engine.parallel.Workers;

class MemoryPlanTest {
    private static final Kernel NOTHING = new Kernel() {
        @Override
        public String kind() {
            return "nothing";
        }

        @Override
        public void run(Workers workers) {
            // Only places are looked at.
        }
    };

    private static Tensor tensor(int size) {
        return Tensor.computed("t", false, size);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void tensorsNeededAtTheSameTimeNeverOverlap(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Instruction> program = new ArrayList<>();
        List<Tensor> known = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            List<Tensor> reads = known.isEmpty()
                    ? List.of()
                    : List.of(known.get(random.nextInt(Math.max(0, known.size() - 12), known.size())));
            Tensor written = tensor(random.nextInt(1, 6) * 40);
            program.add(new Instruction(NOTHING, reads, List.of(written), reads.isEmpty() ? null : reads.get(0)));
            known.add(written);
        }
        Tensor kept = known.get(5);
        MemoryPlan plan = MemoryPlan.of(program, List.of(kept));
        Map<Tensor, int[]> lives = lives(program);
        lives.get(kept)[1] = program.size();
        for (Tensor a : known) {
            for (Tensor b : known) {
                if (a != b && lives.get(a)[0] <= lives.get(b)[0] && lives.get(b)[0] <= lives.get(a)[1]) {
                    boolean takesOver = lives.get(a)[1] == lives.get(b)[0]
                            && program.get(lives.get(b)[0]).reads().contains(a)
                            && plan.place(a).offset() == plan.place(b).offset();
                    assertThat(takesOver || apart(plan.place(a), plan.place(b))).isTrue();
                }
            }
        }
        assertThat(plan.bytes()).isLessThan(plan.unsharedBytes() / 3);
    }

    private static boolean apart(MemoryPlan.Place a, MemoryPlan.Place b) {
        return a.offset() + a.bytes() <= b.offset() || b.offset() + b.bytes() <= a.offset();
    }

    private static Map<Tensor, int[]> lives(List<Instruction> program) {
        Map<Tensor, int[]> lives = new HashMap<>();
        for (int i = 0; i < program.size(); i++) {
            int number = i;
            Stream.concat(program.get(i).reads().stream(), program.get(i).writes().stream())
                    .forEach(tensor -> lives.computeIfAbsent(tensor, t -> new int[] {number, number})[1] = number);
        }
        return lives;
    }

    @Test
    void aResultTakesThePlaceOfAnInputOnlyIfNobodyNeedsItLater() {
        Tensor a = tensor(64);
        Tensor b = tensor(64);
        Tensor c = tensor(64);
        List<Instruction> program = List.of(
                Instruction.of(NOTHING, List.of(), List.of(a)),
                new Instruction(NOTHING, List.of(a), List.of(b), a),
                new Instruction(NOTHING, List.of(a, b), List.of(c), a));
        MemoryPlan plan = MemoryPlan.of(program, List.of(c));
        assertThat(plan.place(b)).isNotEqualTo(plan.place(a));
        assertThat(plan.place(c)).isEqualTo(plan.place(a));
        assertThat(plan.bytes()).isEqualTo(2 * 64 * Float.BYTES);
    }
}
