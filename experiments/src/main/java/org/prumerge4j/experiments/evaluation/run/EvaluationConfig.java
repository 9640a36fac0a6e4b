package org.prumerge4j.experiments.evaluation.run;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.schema.GenerationSection;
import org.prumerge4j.experiments.schema.ReducerSection;
import org.prumerge4j.experiments.yaml.Checks;
import org.prumerge4j.experiments.yaml.CrossChecked;
import org.prumerge4j.experiments.yaml.Key;

/** An evaluation: which checkpoint answers which benchmarks with which visual tokens. */
public record EvaluationConfig(
        @Key(help = "Name of what is evaluated; answers carry it as their model_id.") String name,
        @Key(
                        help = "Folder that the relative paths of this file start from, itself relative to this file.",
                        byDefault = ".")
                Path root,
        @Key(help = "What answers.") CheckpointSection model,
        @Key(help = "Which visual tokens it sees; left out = those it was trained with.") @Nullable
                ReducerSection reducer,
        @Key(help = "Folder with the benchmarks' folders vqav2, scienceqa, textvqa, pope, MME and mmbench.") Path data,
        @Key(help = "Benchmarks to run; none = all whose questions are there.", byDefault = "[]")
                List<BenchmarkSection> benchmarks,
        @Key(help = "Folder that receives answers and scores, and from which an interrupted evaluation goes on.")
                Path output,
        @Key(help = "How answers are generated.", byDefault = "{}") GenerationSection generation)
        implements CrossChecked {
    private static final int DEFAULT_MAX_NEW_TOKENS = 128;

    /** A configuration with its own copy of the benchmarks. */
    public EvaluationConfig {
        benchmarks = List.copyOf(benchmarks);
    }

    @Override
    public void check(Checks checks) {
        List<String> names = benchmarks.stream().map(BenchmarkSection::name).toList();
        for (int i = 0; i < names.size(); i++) {
            if (names.indexOf(names.get(i)) < i) {
                checks.reject("benchmarks[" + i + "].name", "'" + names.get(i) + "' is there twice; remove one");
            }
        }
    }

    /** All benchmarks in a folder, with the tokens that the checkpoint was trained with. */
    public static EvaluationConfig of(String name, Path checkpoint, Path data, Path output) {
        return new EvaluationConfig(
                name,
                Path.of(""),
                new CheckpointSection(checkpoint, null, null),
                null,
                data,
                List.of(),
                output,
                new GenerationSection(DEFAULT_MAX_NEW_TOKENS));
    }

    /** The same with an adapter. */
    public EvaluationConfig withAdapter(Path adapter) {
        CheckpointSection adapted = new CheckpointSection(model.checkpoint(), model.visionTower(), adapter);
        return new EvaluationConfig(name, root, adapted, reducer, data, benchmarks, output, generation);
    }

    /** The same with other visual tokens. */
    public EvaluationConfig withReducer(ReducerSection section) {
        return new EvaluationConfig(name, root, model, section, data, benchmarks, output, generation);
    }

    /** The same with some benchmarks only, whole and under their official names. */
    public EvaluationConfig withBenchmarks(String... names) {
        List<BenchmarkSection> chosen =
                Arrays.stream(names).map(BenchmarkSection::of).toList();
        return new EvaluationConfig(name, root, model, reducer, data, chosen, output, generation);
    }

    /** The same with answers of another greatest length. */
    public EvaluationConfig withMaxNewTokens(int tokens) {
        return new EvaluationConfig(
                name, root, model, reducer, data, benchmarks, output, new GenerationSection(tokens));
    }
}
