package org.prumerge4j.experiments.evaluation.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.prumerge4j.experiments.evaluation.Score;
import org.prumerge4j.experiments.evaluation.ScoreReport;

/**
 * What came out of an evaluation.
 *
 * @param name name of what was evaluated
 * @param reducer name, preset and options of the reducer
 * @param benchmarks results in the order of the paper
 * @param families share of right answers by kind of question over all benchmarks; empty unless the data says the kinds
 * @param meanTokensKept visual tokens per image, an image counted once in each benchmark
 * @param seconds answering took
 * @param questionsPerSecond over all benchmarks
 */
public record EvaluationResult(
        String name,
        Map<String, Object> reducer,
        List<BenchmarkResult> benchmarks,
        Map<String, Score> families,
        double meanTokensKept,
        double seconds,
        double questionsPerSecond) {
    /** A result with its own copies. */
    public EvaluationResult {
        reducer = Collections.unmodifiableMap(new LinkedHashMap<>(reducer));
        benchmarks = List.copyOf(benchmarks);
        families = Collections.unmodifiableMap(new LinkedHashMap<>(families));
    }

    /** The sum of some results. */
    static EvaluationResult of(String name, Map<String, Object> reducer, List<BenchmarkResult> benchmarks) {
        double seconds = 0;
        double tokens = 0;
        int images = 0;
        int questions = 0;
        Map<String, Score> families = new TreeMap<>();
        for (BenchmarkResult benchmark : benchmarks) {
            seconds += benchmark.seconds();
            tokens += benchmark.meanTokensKept() * benchmark.images();
            images += benchmark.images();
            questions += benchmark.questions();
            benchmark.families().forEach((family, score) -> families.merge(family, score, EvaluationResult::pooled));
        }
        return new EvaluationResult(
                name,
                reducer,
                benchmarks,
                families,
                images == 0 ? 0 : tokens / images,
                seconds,
                seconds == 0 ? 0 : questions / seconds);
    }

    private static Score pooled(Score a, Score b) {
        int questions = a.questions() + b.questions();
        return new Score(a.name(), (a.value() * a.questions() + b.value() * b.questions()) / questions, questions);
    }

    /**
     * The result of a benchmark.
     *
     * @throws NoSuchElementException if it was not run
     */
    public BenchmarkResult benchmark(String benchmark) {
        return benchmarks.stream()
                .filter(result -> result.name().equals(benchmark))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("the benchmark " + benchmark + " was not run; run were "
                        + benchmarks.stream().map(BenchmarkResult::name).toList()));
    }

    /**
     * The score of a benchmark that papers quote.
     *
     * @throws NoSuchElementException if it was not run or not scored
     */
    public double headline(String benchmark) {
        ScoreReport scores = benchmark(benchmark).scores();
        if (scores == null) {
            throw new NoSuchElementException("the answers to " + benchmark + " were not scored");
        }
        return scores.headline().value();
    }

    /** Everything as JSON. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", name);
        json.set("reducer", new ObjectMapper().valueToTree(reducer));
        ArrayNode list = json.putArray("benchmarks");
        for (BenchmarkResult benchmark : benchmarks) {
            list.add(benchmark
                    .scoresJson()
                    .put("seconds", benchmark.seconds())
                    .put("answers", benchmark.answers().toString()));
        }
        json.set("families", BenchmarkResult.json(families));
        return json.put("mean_tokens_kept", meanTokensKept)
                .put("seconds", seconds)
                .put("questions_per_second", questionsPerSecond);
    }
}
