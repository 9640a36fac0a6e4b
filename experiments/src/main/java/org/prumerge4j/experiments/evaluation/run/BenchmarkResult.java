package org.prumerge4j.experiments.evaluation.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.evaluation.Score;
import org.prumerge4j.experiments.evaluation.ScoreReport;

/**
 * What came out of a benchmark.
 *
 * @param name name of the benchmark
 * @param scores by the official rules; null if right answers are not at hand or only some questions were asked
 * @param families share of right answers by kind of question; empty unless the data says the kinds
 * @param questions questions answered
 * @param images different images among them
 * @param meanTokensKept visual tokens per image; 0 without images
 * @param seconds answering took, encoding of images included, over all runs that it took
 * @param answers file of the answers
 */
public record BenchmarkResult(
        String name,
        @Nullable ScoreReport scores,
        Map<String, Score> families,
        int questions,
        int images,
        double meanTokensKept,
        double seconds,
        Path answers) {
    /** A result with its own copy of the families. */
    public BenchmarkResult {
        families = Collections.unmodifiableMap(new LinkedHashMap<>(families));
    }

    /** Everything but the time it took and where it is: the same whenever the same is evaluated. */
    ObjectNode scoresJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (scores == null) {
            json.put("benchmark", name);
        } else {
            json.setAll(scores.json());
        }
        json.set("families", json(families));
        json.put("questions", questions);
        json.put("images", images);
        return json.put("mean_tokens_kept", meanTokensKept);
    }

    /** Scores as a list in their order. */
    static ArrayNode json(Map<String, Score> scores) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        scores.values().forEach(score -> list.addObject()
                .put("name", score.name())
                .put("value", score.value())
                .put("questions", score.questions()));
        return list;
    }
}
