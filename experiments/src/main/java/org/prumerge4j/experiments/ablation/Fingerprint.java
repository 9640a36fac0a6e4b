package org.prumerge4j.experiments.ablation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.schema.ModelSection;
import org.prumerge4j.model.io.Checksums;

/** Hashes that tell whether a result on disk is the result of what is asked for now. */
final class Fingerprint {
    private static final ObjectMapper SORTED =
            new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);
    private static final List<String> PARTS_OF_A_MODEL = List.of(".json", ".safetensors", ".bin", ".model");

    private Fingerprint() {}

    /** SHA-256 of a tree of maps, lists and scalars; the order of keys does not matter. */
    static String of(Map<String, ?> tree) {
        try {
            return Checksums.sha256(SORTED.writeValueAsString(tree).getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + tree, e);
        }
    }

    /** SHA-256 over names and contents of the files that make a model; the folders' own names do not matter. */
    static String ofModel(ModelSection model) throws IOException {
        Map<String, String> hashes = new TreeMap<>();
        add(hashes, "llava", model.llava());
        add(hashes, "language-model", model.languageModel());
        add(hashes, "vision-tower", model.visionTower());
        add(hashes, "projector", model.projector());
        return of(new LinkedHashMap<>(hashes));
    }

    private static void add(Map<String, String> hashes, String part, @Nullable Path place) throws IOException {
        if (place == null) {
            return;
        }
        if (Files.isRegularFile(place)) {
            hashes.put(part, Checksums.sha256(place));
            return;
        }
        try (Stream<Path> files = Files.list(place)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = String.valueOf(file.getFileName());
                if (PARTS_OF_A_MODEL.stream().anyMatch(name::endsWith)) {
                    hashes.put(part + "/" + name, Checksums.sha256(file));
                }
            }
        }
    }
}
