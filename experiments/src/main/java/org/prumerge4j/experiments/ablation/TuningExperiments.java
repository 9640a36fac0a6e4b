package org.prumerge4j.experiments.ablation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.schema.ExperimentReader;
import org.prumerge4j.experiments.schema.ReducerSection;
import org.prumerge4j.experiments.yaml.YamlWriter;

/** The experiment file of an ablation, and what it becomes for each tuning. */
final class TuningExperiments {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Keys of experiments that change nothing about what tuning results in, or that fingerprints have by themselves. */
    private static final List<String> NO_RECIPE = List.of(
            "name", "root", "model", "reducer", "cache", "alarm", "tracking", "output", "export", "generation", "demo");

    private static final List<String> PLACES_OF_DATA = List.of("instructions", "images", "workers");
    private static final List<String> ONLY_FOR_WATCHING = List.of("checkpoint-every", "keep-checkpoints", "log-every");

    private final Ablation ablation;
    private final Experiment base;

    TuningExperiments(Ablation ablation) throws IOException {
        this.ablation = ablation;
        this.base = ExperimentReader.read(ablation.experiment(), ablation.set()).value();
    }

    /** The experiment as the file has it. */
    Experiment base() {
        return base;
    }

    /** The experiment of a tuning. */
    Experiment of(TuningRun tuning, AblationData data, AblationFolder folder) throws IOException {
        List<String> overrides = new ArrayList<>(ablation.set());
        set(overrides, "name", ablation.name() + "." + tuning.name());
        set(overrides, "seed", tuning.seed());
        set(overrides, "reducer", tree(tuning.reducer()));
        set(overrides, "data.instructions", data.instructions().toAbsolutePath().toString());
        set(overrides, "data.images", data.images().toAbsolutePath().toString());
        set(overrides, "output", folder.tuning(tuning.name()).toAbsolutePath().toString());
        if (base.cache() == null) {
            set(
                    overrides,
                    "cache",
                    Map.of("folder", folder.cache().toAbsolutePath().toString()));
        }
        set(overrides, "export", List.of(Map.of("layout", "peft", "dtype", "f32")));
        return ExperimentReader.read(ablation.experiment(), overrides).value();
    }

    /** What of an experiment decides what tuning results in; no paths. */
    static Map<String, Object> recipe(Experiment experiment) {
        Map<String, Object> all = YamlWriter.tree(experiment);
        Map<String, Object> recipe = new LinkedHashMap<>(all);
        recipe.keySet().removeAll(NO_RECIPE);
        recipe.put("data", without(PLACES_OF_DATA, all.get("data")));
        recipe.put("training", without(ONLY_FOR_WATCHING, all.get("training")));
        return recipe;
    }

    private static Map<String, Object> without(List<String> keys, @Nullable Object section) {
        Map<String, Object> copy = new LinkedHashMap<>();
        if (section instanceof Map<?, ?> map) {
            map.forEach((key, value) -> copy.put(String.valueOf(key), value));
        }
        copy.keySet().removeAll(keys);
        return copy;
    }

    private static Map<String, Object> tree(ReducerSection reducer) {
        return YamlWriter.tree(reducer);
    }

    private static void set(List<String> overrides, String key, Object value) {
        try {
            // Everything JSON can say is YAML.
            overrides.add(key + "=" + Objects.requireNonNull(JSON.writeValueAsString(value)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written: " + value, e);
        }
    }
}
