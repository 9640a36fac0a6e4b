package org.prumerge4j.experiments.shapes.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.prumerge4j.experiments.shapes.question.SceneOracle;

/** A written world, read again. */
record TinyWorld(Path folder) {
    static final WorldSize SIZE = new WorldSize(40, 12, 24);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    static JsonNode json(Path file) throws IOException {
        return MAPPER.readTree(file.toFile());
    }

    static List<JsonNode> lines(Path file) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            lines.add(MAPPER.readTree(line));
        }
        return lines;
    }

    Path test(String path) {
        return folder.resolve("test").resolve(path);
    }

    /** Oracles of a split in its order. */
    List<SceneOracle> oracles(String split) throws IOException {
        return lines(folder.resolve("scenes-" + split + ".jsonl")).stream()
                .map(SceneOracle::new)
                .toList();
    }

    /** Oracles of a split by the hash of the scene. */
    Map<String, SceneOracle> oraclesByHash(String split) throws IOException {
        Map<String, SceneOracle> oracles = new HashMap<>();
        for (JsonNode scene : lines(folder.resolve("scenes-" + split + ".jsonl"))) {
            oracles.put(scene.path("hash").asText(), new SceneOracle(scene));
        }
        return oracles;
    }
}
