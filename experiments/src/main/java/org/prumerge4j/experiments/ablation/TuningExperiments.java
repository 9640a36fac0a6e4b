package org.prumerge4j.experiments.ablation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.schema.ExperimentReader;
import org.prumerge4j.experiments.schema.ReducerSection;
import org.prumerge4j.experiments.yaml.YamlWriter;

/** The experiment file of an ablation, and what it becomes for each tuning. */
final class TuningExperiments {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Sections that decide what tuning results in, beside reducer, seed, data and model. */
    private static final List<String> RECIPE = List.of("lora", "optimizer", "schedule", "training");

    private static final List<String> OF_DATA = List.of("template", "aspect-ratio", "max-length", "order");
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
    Experiment of(TuningRun tuning, AblationData data, Path output) throws IOException {
        List<String> overrides = new ArrayList<>(ablation.set());
        set(overrides, "name", ablation.name() + "." + tuning.name());
        set(overrides, "seed", tuning.seed());
        set(overrides, "reducer", tree(tuning.reducer()));
        set(overrides, "data.instructions", data.instructions().toAbsolutePath().toString());
        set(overrides, "data.images", data.images().toAbsolutePath().toString());
        set(overrides, "output", output.toAbsolutePath().toString());
        set(overrides, "export", List.of(Map.of("layout", "peft", "dtype", "f32")));
        return ExperimentReader.read(ablation.experiment(), overrides).value();
    }

    /** What of an experiment decides what tuning results in; no paths. */
    static Map<String, Object> recipe(Experiment experiment) {
        Map<String, Object> all = YamlWriter.tree(experiment);
        Map<String, Object> recipe = new LinkedHashMap<>();
        recipe.put("seed", experiment.seed());
        Map<String, Object> data = section(all, "data");
        data.keySet().retainAll(OF_DATA);
        recipe.put("data", data);
        for (String name : RECIPE) {
            Map<String, Object> section = section(all, name);
            section.keySet().removeAll(ONLY_FOR_WATCHING);
            recipe.put(name, section);
        }
        return recipe;
    }

    private static Map<String, Object> section(Map<String, Object> all, String name) {
        Map<String, Object> copy = new LinkedHashMap<>();
        if (all.get(name) instanceof Map<?, ?> map) {
            map.forEach((key, value) -> copy.put(String.valueOf(key), value));
        }
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
