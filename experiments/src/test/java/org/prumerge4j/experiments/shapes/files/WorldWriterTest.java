package org.prumerge4j.experiments.shapes.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.data.image.ImageReader;
import org.prumerge4j.data.record.InstructionReader;
import org.prumerge4j.data.record.InstructionRecord;
import org.prumerge4j.data.record.Speaker;
import org.prumerge4j.data.record.Turn;
import org.prumerge4j.experiments.shapes.ShapesWorld;
import org.prumerge4j.experiments.shapes.question.SceneOracle;
import org.prumerge4j.experiments.shapes.scene.Scene;
import org.prumerge4j.experiments.shapes.scene.Split;

class WorldWriterTest {
    /** Changes whenever any byte of the world of seed 1 does; then the version in the manifest must, too. */
    private static final String PINNED = "8adad63c3fc424a5c6b46b30b6cbb1aff08c3cf476369a147246bd2b92144ecd";

    @TempDir
    private Path temporary;

    private TinyWorld written(WorldSize size) throws IOException {
        TinyWorld world = new TinyWorld(temporary.resolve("world"));
        new WorldWriter(1, size).write(world.folder());
        return world;
    }

    @Test
    void everyByteIsDecidedBySeedAndSize() throws IOException {
        TinyWorld world = written(TinyWorld.SIZE);
        JsonNode manifest = TinyWorld.json(world.folder().resolve(WorldWriter.MANIFEST));

        assertThat(FolderHash.of(world.folder(), WorldWriter.MANIFEST)).isEqualTo(PINNED);
        assertThat(manifest.path("sha256").asText()).isEqualTo(PINNED);
        assertThat(manifest.path("seed").asLong()).isEqualTo(1);
        assertThat(manifest.path("scenes").path("test").asInt()).isEqualTo(24);
        assertThat(manifest.path("questions").path("test/pope").path("random").asInt())
                .isPositive();
        assertThat(manifest.path("chance").path("color").asDouble()).isEqualTo(0.125);
    }

    @Test
    void threadsMakeNoDifference() throws InterruptedException, ExecutionException {
        WorldWriter writer = new WorldWriter(8, new WorldSize(30, 0, 5));
        Set<String> hashes = new HashSet<>();
        for (int threads : List.of(1, 5)) {
            ForkJoinPool pool = new ForkJoinPool(threads);
            try {
                Path folder = temporary.resolve("world" + threads);
                hashes.add(pool.submit(() -> writer.write(folder).sha256()).get());
            } finally {
                pool.shutdown();
            }
        }

        assertThat(hashes).hasSize(1);
    }

    @Test
    void aLargerWorldBeginsWithTheSmallerOne() throws IOException {
        Path small = temporary.resolve("small");
        Path large = temporary.resolve("large");
        new WorldWriter(2, new WorldSize(3, 0, 0)).write(small);
        new WorldWriter(2, new WorldSize(6, 0, 0)).write(large);

        assertThat(InstructionReader.read(large.resolve("train.json")))
                .startsWith(InstructionReader.read(small.resolve("train.json")).toArray(InstructionRecord[]::new));
        assertThat(large.resolve("images/train/000002.png"))
                .hasSameBinaryContentAs(small.resolve("images/train/000002.png"));
        assertThat(small.resolve("test")).doesNotExist();
    }

    @Test
    void instructionsAreReadAndRight() throws IOException {
        TinyWorld world = written(new WorldSize(120, 0, 0));
        List<SceneOracle> oracles = world.oracles("train");
        List<InstructionRecord> records = InstructionReader.read(world.folder().resolve("train.json"));
        List<InstructionRecord> single = InstructionReader.read(world.folder().resolve("train-single.json"));

        assertThat(single).allMatch(record -> record.turns().size() == 2);
        assertThat(single)
                .hasSize(records.stream()
                        .mapToInt(record -> record.turns().size() / 2)
                        .sum());
        assertThat(records.stream().map(InstructionRecord::id)).doesNotHaveDuplicates();
        assertThat(single.stream().map(InstructionRecord::id)).doesNotHaveDuplicates();
        for (List<InstructionRecord> all : List.of(records, single)) {
            for (InstructionRecord record : all) {
                if (record.image() == null) {
                    assertThat(record.id()).endsWith("-words");
                    assertThat(record.turns()).noneMatch(turn -> turn.text().contains("<image>"));
                } else {
                    assertThat(world.folder().resolve("images").resolve(record.image()))
                            .exists();
                    int index = Integer.parseInt(record.id().substring(6, 12));
                    assertRight(record, oracles.get(index));
                }
            }
        }
    }

    private static void assertRight(InstructionRecord record, SceneOracle oracle) {
        List<Turn> turns = record.turns();
        assertThat(turns.get(0).text()).matches("(?s)<image>\n.*|.*\n<image>");
        assertThat(turns.stream().skip(1)).noneMatch(turn -> turn.text().contains("<image>"));
        for (int i = 0; i < turns.size(); i += 2) {
            String question = turns.get(i).text();
            assertThat(turns.get(i).speaker()).isEqualTo(Speaker.HUMAN);
            if (!question.contains("caption")) {
                assertThat(turns.get(i + 1).text()).isEqualTo(oracle.answer(question));
            }
        }
    }

    @Test
    void theWayToAnswerIsSaidWheneverItChanges() throws IOException {
        TinyWorld world = written(new WorldSize(60, 0, 0));
        int changes = 0;
        for (InstructionRecord record : InstructionReader.read(world.folder().resolve("train.json"))) {
            boolean letter = false;
            for (int i = 0; i < record.turns().size(); i += 2) {
                String question = record.turns().get(i).text();
                boolean options = question.contains("\nA. ");
                boolean said = question.contains("\nAnswer ");
                boolean caption = question.contains("caption");
                assertThat(said).isEqualTo(!caption && (i == 0 || options != letter));
                changes += said && i > 0 ? 1 : 0;
                letter = options;
            }
        }
        assertThat(changes).isGreaterThan(20);
    }

    @Test
    void filesHoldTheImagesOfTheWorld() throws IOException {
        TinyWorld world = written(new WorldSize(5, 0, 5));
        ShapesWorld shapes = new ShapesWorld(1);
        for (Split split : List.of(Split.TRAIN, Split.TEST)) {
            for (int i = 0; i < 5; i++) {
                Scene scene = shapes.scene(split, i);
                Path file = world.folder().resolve("images/" + split.word() + "/00000" + i + ".png");
                assertThat(new ImageReader().read(file).rgb())
                        .isEqualTo(shapes.image(scene).rgb());
            }
        }
    }

    @Test
    void replacesAWorldButNothingElse() throws IOException {
        Path empty = Files.createDirectory(temporary.resolve("empty"));
        Path foreign = Files.createDirectory(temporary.resolve("foreign"));
        Files.writeString(foreign.resolve("thesis.txt"), "years of work");
        WorldWriter writer = new WorldWriter(1, new WorldSize(1, 0, 0));

        writer.write(empty);
        new WorldWriter(2, new WorldSize(2, 0, 0)).write(empty);

        assertThat(empty.resolve("images/train/000001.png")).exists();
        assertThatThrownBy(() -> writer.write(foreign))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("foreign holds something other than a world")
                .hasMessageEndingWith("choose another folder");
        assertThat(foreign.resolve("thesis.txt")).hasContent("years of work");
    }

    @Test
    void refusesImpossibleSizes() {
        assertThatThrownBy(() -> new WorldSize(-1, 2, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found -1 training, 2 validation and 2 test scenes");
        assertThatThrownBy(() -> new WorldSize(0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
