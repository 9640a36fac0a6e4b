package org.prumerge4j.experiments.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Whether the weight files of a checkpoint folder are all there; what is in them is not looked at. */
final class WeightFiles {
    private static final List<String> INDICES = List.of("model.safetensors.index.json", "pytorch_model.bin.index.json");
    private static final List<String> SINGLES = List.of("model.safetensors", "pytorch_model.bin");
    private static final String POINTER_START = "version https://git-lfs";

    private WeightFiles() {}

    /** Messages about missing files, shards of an index, and Git LFS pointers in the place of weights. */
    static List<String> problems(Path folder) {
        for (String index : INDICES) {
            if (Files.isRegularFile(folder.resolve(index))) {
                return shards(folder, index);
            }
        }
        for (String single : SINGLES) {
            if (Files.isRegularFile(folder.resolve(single))) {
                return pointers(folder, Set.of(single));
            }
        }
        return List.of("in " + folder + " there are no weights: expected " + String.join(", ", SINGLES)
                + " or shards with one of the indices " + String.join(", ", INDICES));
    }

    private static List<String> shards(Path folder, String index) {
        JsonNode map;
        try {
            map = new ObjectMapper().readTree(folder.resolve(index).toFile()).path("weight_map");
        } catch (IOException e) {
            return List.of(folder.resolve(index) + " is not readable JSON: " + e.getMessage());
        }
        if (!map.isObject() || map.isEmpty()) {
            return List.of(folder.resolve(index) + " has no 'weight_map'");
        }
        Set<String> present = new TreeSet<>();
        Set<String> missing = new TreeSet<>();
        map.forEach(
                shard -> (Files.isRegularFile(folder.resolve(shard.asText())) ? present : missing).add(shard.asText()));
        List<String> problems = new ArrayList<>(pointers(folder, present));
        if (!missing.isEmpty()) {
            problems.add(
                    0, "in " + folder + " files named by " + index + " are missing: " + String.join(", ", missing));
        }
        return problems;
    }

    private static List<String> pointers(Path folder, Set<String> files) {
        return files.stream()
                .filter(file -> isPointer(folder.resolve(file)))
                .map(file -> folder.resolve(file) + " is a Git LFS pointer, not the weights: run 'git lfs pull' there")
                .toList();
    }

    private static boolean isPointer(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(POINTER_START.length());
            return new String(start, StandardCharsets.US_ASCII).equals(POINTER_START);
        } catch (IOException e) {
            return false;
        }
    }
}
