package org.prumerge4j.experiments.ablation;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.schema.ReducerSection;
import org.prumerge4j.experiments.yaml.Checks;
import org.prumerge4j.experiments.yaml.CrossChecked;
import org.prumerge4j.experiments.yaml.Key;

/** A set of runs to be compared, and the tables they are compared in. Bound from YAML by {@link AblationReader}. */
public record Ablation(
        @Key(help = "Name of the ablation: letters, digits, '.', '-' and '_'.") String name,
        @Key(
                        help = "Folder that the relative paths of this file start from, itself relative to this file.",
                        byDefault = ".")
                Path root,
        @Key(help = "One or two sentences for the head of the report.", byDefault = "\"\"") String description,
        @Key(help = "Experiment file with the model, how images and text become tokens, and the recipe of tuning.")
                Path experiment,
        @Key(help = "Overrides of the experiment file, for example training.max-steps=200.", byDefault = "[]")
                List<String> set,
        @Key(
                        help =
                                "A world of shapes to draw and use; left out = the data of the experiment file and of 'evaluation'.")
                @Nullable
                WorldSection world,
        @Key(help = "What every run is asked.", byDefault = "{}") QuestionsSection evaluation,
        @Key(help = "Reducers by the label that runs and tables call them.") Map<String, ReducerSection> reducers,
        @Key(help = "Which runs are made.") List<MatrixSection> matrix,
        @Key(help = "Tables of the report; left out = one with all runs.", byDefault = "[]") List<TableSection> tables)
        implements CrossChecked {
    private static final String LABEL = "[A-Za-z0-9][A-Za-z0-9_-]*";
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";

    /** Keeps its own copies. */
    public Ablation {
        set = List.copyOf(set);
        reducers = Collections.unmodifiableMap(new LinkedHashMap<>(reducers));
        matrix = List.copyOf(matrix);
        tables = List.copyOf(tables);
    }

    @Override
    public void check(Checks checks) {
        if (!name.matches(NAME)) {
            checks.reject("name", "found '" + name + "', expected letters, digits, '.', '-' and '_'");
        }
        for (String label : reducers.keySet()) {
            if (!label.matches(LABEL)) {
                checks.reject(
                        "reducers." + label, "found the label '" + label + "', expected letters, digits, '-' and '_'");
            }
        }
        if (world == null && evaluation.folder() == null) {
            checks.reject("evaluation.folder", "missing: without 'world' the questions have to come from somewhere");
        }
        if (world != null && evaluation.folder() != null) {
            checks.reject("evaluation.folder", "'world' brings its own questions: remove one of the two");
        }
        checkMatrix(checks);
    }

    private void checkMatrix(Checks checks) {
        for (int i = 0; i < matrix.size(); i++) {
            String at = "matrix[" + i + "]";
            matrix.get(i).reducers().forEach(label -> known(checks, at + ".reducers", label));
            @Nullable String tunedWith = matrix.get(i).tunedWith();
            if (tunedWith != null) {
                known(checks, at + ".tuned-with", tunedWith);
            }
        }
        Set<String> groups = new LinkedHashSet<>();
        RunMatrix.expand(this).forEach(run -> groups.add(run.group()));
        for (int i = 0; i < tables.size(); i++) {
            for (String row : tables.get(i).rows()) {
                if (!groups.contains(row)) {
                    checks.reject(
                            "tables[" + i + "].rows",
                            "no run of the matrix is called '" + row + "'; there are " + String.join(", ", groups));
                }
            }
        }
    }

    private void known(Checks checks, String at, String label) {
        if (!reducers.containsKey(label)) {
            checks.reject(
                    at,
                    "no reducer has the label '" + label + "', expected one of "
                            + String.join(", ", reducers.keySet()));
        }
    }
}
