package org.prumerge4j.experiments.ablation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.ablation.MatrixSection.Tuning;
import org.prumerge4j.experiments.schema.ReducerSection;

/** The runs that a matrix stands for. */
public final class RunMatrix {
    private static final String LORA = ".lora";

    private final Map<String, ReducerSection> reducers;
    private final Map<String, AblationRun> runs = new LinkedHashMap<>();

    private RunMatrix(Map<String, ReducerSection> reducers) {
        this.reducers = reducers;
    }

    /**
     * Every run once, in the order of the seeds and then of the matrix: first all runs of the first seed and those that
     * have none. Unknown labels are passed over; {@link Ablation#check} reports them.
     */
    public static List<AblationRun> expand(Ablation ablation) {
        RunMatrix matrix = new RunMatrix(ablation.reducers());
        int rounds = ablation.matrix().stream()
                .mapToInt(block -> block.seeds().size())
                .max()
                .orElse(0);
        for (int round = 0; round < rounds; round++) {
            for (MatrixSection block : ablation.matrix()) {
                if (round < block.seeds().size()) {
                    matrix.add(block, block.seeds().get(round));
                }
            }
        }
        return List.copyOf(matrix.runs.values());
    }

    private void add(MatrixSection block, long seed) {
        for (String label : block.reducers()) {
            for (Budgeted reducer : budgeted(label, block.budgets())) {
                for (Tuning tuning : block.tuning()) {
                    AblationRun run = tuning == Tuning.NONE
                            ? new AblationRun(reducer.name(), reducer.label(), reducer.section(), null, null)
                            : tuned(reducer, block.tunedWith(), seed);
                    if (run != null) {
                        runs.putIfAbsent(run.name(), run);
                    }
                }
            }
        }
    }

    private @Nullable AblationRun tuned(Budgeted reducer, @Nullable String tunedWith, long seed) {
        if (tunedWith == null) {
            TuningRun tuning = new TuningRun(reducer.name(), reducer.section(), seed);
            return new AblationRun(reducer.name() + LORA, reducer.label(), reducer.section(), tuning, null);
        }
        ReducerSection other = reducers.get(tunedWith);
        if (other == null) {
            return null;
        }
        return new AblationRun(
                reducer.name() + LORA + "-on-" + tunedWith,
                reducer.label(),
                reducer.section(),
                new TuningRun(tunedWith, other, seed),
                tunedWith);
    }

    private record Budgeted(String name, String label, ReducerSection section) {}

    private List<Budgeted> budgeted(String label, List<Double> budgets) {
        if (!reducers.containsKey(label)) {
            return List.of();
        }
        ReducerSection section = Objects.requireNonNull(reducers.get(label));
        if (budgets.isEmpty()) {
            return List.of(new Budgeted(label, label, section));
        }
        List<Budgeted> all = new ArrayList<>();
        for (double budget : budgets) {
            Map<String, Object> options = new LinkedHashMap<>(section.options());
            boolean share = budget < 1;
            options.put("budget", share ? "ratio" : "count");
            options.put(share ? "ratio" : "count", share ? (Object) budget : (Object) Math.round(budget));
            String name = label + "-" + (share ? Double.toString(budget) : Long.toString(Math.round(budget)));
            all.add(new Budgeted(name, label, new ReducerSection(section.name(), section.preset(), options)));
        }
        return all;
    }
}
