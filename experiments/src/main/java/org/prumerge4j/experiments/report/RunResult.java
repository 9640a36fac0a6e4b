package org.prumerge4j.experiments.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A finished run.
 *
 * @param name its name, with the seed if it has one
 * @param group its name without the seed
 * @param figures everything that can be averaged over seeds, by the names that {@link Figures} gives
 * @param losses step and loss of its tuning; empty if there was none
 * @param pictures images with the tokens kept of them
 */
record RunResult(
        String name, String group, Map<String, Double> figures, List<double[]> losses, List<ReducedPicture> pictures) {
    /** Reads the file of a run. */
    static RunResult of(JsonNode json) {
        Map<String, Double> figures = new LinkedHashMap<>();
        JsonNode scores = json.path("scores");
        put(figures, Figures.MEAN, scores.path("mean"));
        scores.path("families")
                .properties()
                .forEach(family -> put(
                        figures,
                        Figures.family(family.getKey()),
                        family.getValue().path("score")));
        scores.path("benchmarks")
                .properties()
                .forEach(benchmark -> put(
                        figures,
                        Figures.benchmark(benchmark.getKey()),
                        benchmark.getValue().path("scores").path(0).path("value")));
        put(figures, Figures.TOKENS, json.path("tokens").path("kept"));
        put(figures, Figures.PATCHES, json.path("tokens").path("patches"));
        put(figures, Figures.PREFILL, json.path("flops").path("prefill"));
        JsonNode measured = json.path("measured");
        put(figures, Figures.MEMORY, measured.path("peak_resident_bytes"));
        put(figures, Figures.TUNING_SECONDS, measured.path("tuning").path("seconds"));
        double questions = measured.path("questions").asDouble();
        if (questions > 0) {
            double seconds = measured.path("seconds_answering").asDouble();
            figures.put(Figures.MILLISECONDS, 1000 * seconds / questions);
            figures.put(Figures.QUESTIONS, questions);
        }
        List<double[]> losses = new ArrayList<>();
        json.path("loss")
                .forEach(point -> losses.add(
                        new double[] {point.path(0).asDouble(), point.path(1).asDouble()}));
        List<ReducedPicture> pictures = new ArrayList<>();
        json.path("pictures").forEach(picture -> pictures.add(ReducedPicture.of(picture)));
        return new RunResult(
                json.path("run").asText(),
                json.path("group").asText(),
                Collections.unmodifiableMap(figures),
                List.copyOf(losses),
                List.copyOf(pictures));
    }

    private static void put(Map<String, Double> figures, String name, JsonNode value) {
        if (value.isNumber()) {
            figures.put(name, value.asDouble());
        }
    }

    /** A figure, if the run has it. */
    OptionalDouble figure(String figure) {
        Double value = figures.get(figure);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
