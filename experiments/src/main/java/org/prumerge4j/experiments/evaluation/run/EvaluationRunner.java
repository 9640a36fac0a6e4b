package org.prumerge4j.experiments.evaluation.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.prumerge4j.model.io.AtomicFiles;
import org.prumerge4j.model.io.StrictJson;

/** Runs evaluations. */
public final class EvaluationRunner {
    private static final String RESULT = "result.json";

    private EvaluationRunner() {}

    /** Runs an evaluation in silence, see {@link #run(EvaluationConfig, Consumer)}. */
    public static EvaluationResult run(EvaluationConfig config) throws IOException {
        return run(config, line -> {});
    }

    /**
     * Runs an evaluation, or what is left of it: answers that are in the output folder already are kept. However often
     * it is interrupted, answers and scores are the same to the byte.
     *
     * @param progress takes lines that say how far it is
     * @throws IOException if a file is missing or bad, or the output folder holds another evaluation
     */
    public static EvaluationResult run(EvaluationConfig config, Consumer<String> progress) throws IOException {
        List<BenchmarkFiles> benchmarks = BenchmarkFiles.of(config);
        List<BenchmarkResult> results = new ArrayList<>();
        Map<Path, String> known = new HashMap<>();
        Map<String, Object> reducer = Map.of();
        try (LazyModel model = new LazyModel(config)) {
            for (BenchmarkFiles files : benchmarks) {
                String fingerprint = Fingerprint.of(config, files, known);
                BenchmarkRun run = new BenchmarkRun(config, files, model, progress);
                results.add(run.run(fingerprint));
                reducer = run.reducer();
            }
        }
        EvaluationResult result = EvaluationResult.of(config.name(), reducer, results);
        byte[] json = StrictJson.format(result.json());
        new AtomicFiles().writeFile(config.output().resolve(RESULT), channel -> channel.write(ByteBuffer.wrap(json)));
        return result;
    }
}
