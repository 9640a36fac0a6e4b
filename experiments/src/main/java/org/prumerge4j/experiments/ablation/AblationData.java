package org.prumerge4j.experiments.ablation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.prumerge4j.experiments.schema.DataSection;
import org.prumerge4j.experiments.shapes.files.WorldWriter;
import org.prumerge4j.experiments.shapes.question.Family;
import org.prumerge4j.model.io.Checksums;

/**
 * Data of an ablation.
 *
 * @param instructions records to tune on
 * @param images folder their paths start from
 * @param benchmarks folder of the benchmarks
 * @param pictures images whose kept tokens are shown
 * @param description what the runs say of their data, its hash among it
 * @param chance share of right answers by guessing, by family; empty if the data has none
 */
record AblationData(
        Path instructions,
        Path images,
        Path benchmarks,
        List<Path> pictures,
        Map<String, Object> description,
        Map<String, Double> chance) {
    private static final String HASH = "sha256";

    /** The hash that stands for all of it. */
    String hash() {
        return String.valueOf(description.get(HASH));
    }

    /** Draws the world if the ablation has one and it is not there yet; else takes what the files name. */
    static AblationData prepare(Ablation ablation, DataSection section, AblationFolder folder) throws IOException {
        WorldSection world = ablation.world();
        return world == null
                ? given(ablation.evaluation(), section)
                : drawn(world, ablation.evaluation(), folder.world());
    }

    private static AblationData drawn(WorldSection world, QuestionsSection questions, Path folder) throws IOException {
        JsonNode manifest = manifest(folder);
        if (!matches(manifest, world)) {
            new WorldWriter(world.seed(), world.size()).write(folder);
            manifest = manifest(folder);
        }
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("world", "shapes");
        description.put("seed", world.seed());
        description.put("train", world.train());
        description.put("test", world.test());
        description.put("turns", world.turns().name().toLowerCase(java.util.Locale.ROOT));
        description.put(HASH, manifest.path(HASH).asText());
        Map<String, Double> chance = new TreeMap<>();
        for (Family family : Family.values()) {
            chance.put(family.word(), family.chance());
        }
        String records = world.turns() == WorldSection.Turns.SINGLE ? "train-single.json" : "train.json";
        Path images = folder.resolve("images");
        return new AblationData(
                folder.resolve(records),
                images,
                folder.resolve("test"),
                firstImages(images.resolve("test"), questions.pictures()),
                description,
                chance);
    }

    private static JsonNode manifest(Path folder) throws IOException {
        Path file = folder.resolve(WorldWriter.MANIFEST);
        ObjectMapper mapper = new ObjectMapper();
        return Files.isRegularFile(file) ? mapper.readTree(file.toFile()) : mapper.createObjectNode();
    }

    private static boolean matches(JsonNode manifest, WorldSection world) {
        JsonNode scenes = manifest.path("scenes");
        return manifest.path("version").asInt() == WorldWriter.VERSION
                && manifest.path("seed").asLong() == world.seed()
                && manifest.has(HASH)
                && scenes.path("train").asInt(-1) == world.train()
                && scenes.path("validation").asInt(-1) == 0
                && scenes.path("test").asInt(-1) == world.test();
    }

    private static AblationData given(QuestionsSection questions, DataSection section) throws IOException {
        Path benchmarks = Objects.requireNonNull(questions.folder());
        Map<String, Object> hashes = new TreeMap<>();
        hashes.put("instructions", Checksums.sha256(section.instructions()));
        for (Path file : questionFiles(benchmarks)) {
            hashes.put(benchmarks.relativize(file).toString().replace('\\', '/'), Checksums.sha256(file));
        }
        Map<String, Object> description = new LinkedHashMap<>();
        description.put(HASH, Fingerprint.of(hashes));
        description.put("files", hashes);
        return new AblationData(
                section.instructions(),
                section.images(),
                benchmarks,
                firstImages(section.images(), questions.pictures()),
                description,
                Map.of());
    }

    /** Questions and annotations; answers that other programs left lie deeper or are named otherwise. */
    private static List<Path> questionFiles(Path benchmarks) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(benchmarks, 3)) {
            files.filter(Files::isRegularFile)
                    .filter(file -> String.valueOf(file.getFileName()).matches(".*\\.(json|jsonl|tsv)"))
                    .filter(file -> !file.toString().contains("answers"))
                    .sorted()
                    .forEach(found::add);
        }
        return found;
    }

    private static List<Path> firstImages(Path folder, int count) throws IOException {
        try (Stream<Path> files = Files.walk(folder, 2)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> String.valueOf(file.getFileName()).matches("(?i).*\\.(png|jpe?g)"))
                    .sorted()
                    .limit(count)
                    .toList();
        }
    }
}
