package org.prumerge4j.experiments.shapes.files;

import static org.prumerge4j.experiments.shapes.files.JsonFiles.object;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.prumerge4j.experiments.shapes.ShapesWorld;
import org.prumerge4j.experiments.shapes.question.Family;
import org.prumerge4j.experiments.shapes.scene.Split;
import org.prumerge4j.model.io.AtomicFiles;

/**
 * Writes a world: images, instruction data, what is in the scenes, evaluation sets, and {@value #MANIFEST} which says
 * what it is. The same seed and sizes give the same bytes.
 */
public final class WorldWriter {
    /** Describes a written world. */
    public static final String MANIFEST = "world.json";

    /** Counted up whenever a seed begins to give other bytes. */
    public static final int VERSION = 3;

    private static final List<Benchmark> BENCHMARKS = List.of(
            new VqaV2Files(),
            new TextVqaFiles(),
            new PopeFiles(),
            new MmeFiles(),
            new ScienceQaFiles(),
            new MmBenchFiles());

    private final ShapesWorld world;
    private final long seed;
    private final WorldSize size;

    /** Writes so much of the world of a seed. */
    public WorldWriter(long seed, WorldSize size) {
        this.world = new ShapesWorld(seed);
        this.seed = seed;
        this.size = size;
    }

    /**
     * What was written.
     *
     * @param sha256 {@linkplain FolderHash of} everything but the manifest
     * @param questions numbers of questions by family or category, by file or folder
     */
    public record Written(String sha256, Map<String, Map<String, Integer>> questions) {}

    /**
     * Writes a folder, replacing a world that is already there.
     *
     * @throws IOException if the folder holds anything else, or cannot be written; what was there is then unchanged
     */
    public Written write(Path target) throws IOException {
        refuseForeign(target);
        Map<String, Map<String, Integer>> questions = new LinkedHashMap<>();
        String[] hash = {""};
        new AtomicFiles().writeFolder(target, folder -> {
            for (Split split : Split.values()) {
                if (size.of(split) > 0) {
                    write(folder, split, questions);
                }
            }
            hash[0] = FolderHash.of(folder, MANIFEST);
            JsonFiles.value(folder.resolve(MANIFEST), manifest(hash[0], questions));
        });
        return new Written(hash[0], questions);
    }

    private void write(Path folder, Split split, Map<String, Map<String, Integer>> questions) throws IOException {
        List<PaintedScene> scenes = Parallel.map(size.of(split), index -> {
            PaintedScene scene = PaintedScene.of(world, split, index);
            JsonFiles.bytes(folder.resolve("images").resolve(Instructions.image(scene)), scene.png());
            return scene;
        });
        SceneFiles.write(folder, split, scenes);
        if (split != Split.TEST) {
            List<Instructions> instructions = Parallel.map(scenes.size(), index -> new Instructions(scenes.get(index)));
            questions.put(split.word() + ".json", InstructionFiles.write(folder, split, instructions));
        }
        if (split != Split.TRAIN) {
            for (Benchmark benchmark : BENCHMARKS) {
                Path place = folder.resolve(split.word()).resolve(benchmark.folder());
                questions.put(split.word() + "/" + benchmark.folder(), benchmark.write(place, scenes));
            }
        }
    }

    private Map<String, Object> manifest(String hash, Map<String, Map<String, Integer>> questions) {
        Map<String, Double> chance = new TreeMap<>();
        for (Family family : Family.values()) {
            chance.put(family.word(), family.chance());
        }
        return object(
                "world",
                "shapes",
                "version",
                VERSION,
                "seed",
                seed,
                "scenes",
                object("train", size.train(), "validation", size.validation(), "test", size.test()),
                "sha256",
                hash,
                "questions",
                questions,
                "chance",
                chance);
    }

    private static void refuseForeign(Path target) throws IOException {
        if (!Files.exists(target) || Files.exists(target.resolve(MANIFEST))) {
            return;
        }
        if (Files.isDirectory(target)) {
            try (Stream<Path> content = Files.list(target)) {
                if (content.findAny().isEmpty()) {
                    return;
                }
            }
        }
        throw new IOException(target + " holds something other than a world (there is no " + MANIFEST
                + " in it) and would be replaced; choose another folder");
    }
}
