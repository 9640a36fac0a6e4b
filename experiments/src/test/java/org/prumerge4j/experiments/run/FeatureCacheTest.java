package org.prumerge4j.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.data.image.AspectRatio;
import org.prumerge4j.data.image.ImageReader;
import org.prumerge4j.experiments.cli.CacheRun;
import org.prumerge4j.experiments.cli.Console;
import org.prumerge4j.experiments.schema.ByteSize;
import org.prumerge4j.experiments.schema.CacheSection;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.schema.ExperimentReader;
import org.prumerge4j.model.io.StrictJson;
import org.prumerge4j.prumerge.Reducer;
import org.prumerge4j.prumerge.registry.Reducers;
import org.prumerge4j.training.llava.ImageFile;
import org.prumerge4j.training.llava.ReducedImage;
import org.prumerge4j.training.progress.ProgressDisplays;

/** Visual tokens on disk, from the vision tower to training and answers, with the shipped small model. */
class FeatureCacheTest {
    private static final Path ROOT = Path.of(System.getProperty("project.root", ".."));
    private static final Path MODEL = ROOT.resolve("experiments/demo/model");
    private static final Path DEMO = ROOT.resolve("experiments/configs/demo/demo.yaml");
    private static final Path IMAGE = ROOT.resolve("experiments/demo/data/images/train-01.png");
    private static final Path OTHER_IMAGE = ROOT.resolve("experiments/demo/data/images/train-02.png");

    @TempDir
    private Path folder;

    private final StringWriter printed = new StringWriter();
    private final Console console = new Console(new PrintWriter(printed));

    private Experiment experiment(String... overrides) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "output=" + folder.resolve("run"),
                "training.max-steps=3",
                "training.log-every=100",
                "export=[]",
                "cache.folder=" + folder.resolve("cache")));
        all.addAll(List.of(overrides));
        return ExperimentReader.read(DEMO, all).value();
    }

    private List<Double> losses(Experiment experiment) throws IOException {
        FileUtils.deleteDirectory(experiment.output().toFile());
        new TrainingRunner(experiment, console, ProgressDisplays.none()).run(false);
        return LossCurve.read(new RunFolder(experiment.output()).metrics()).losses();
    }

    private CacheSection section() {
        return new CacheSection(true, folder.resolve("cache"), new ByteSize(100_000_000));
    }

    private Images images(BaseModel base, String reducer, AspectRatio aspectRatio) throws IOException {
        return Images.of(base, aspectRatio, Reducers.create(reducer), section());
    }

    private static ReducedImage reduce(Images images, String name, Path file) throws IOException {
        return images.visualTokens().of(new ImageFile(name, file, new ImageReader(), images.preprocessor()));
    }

    @Test
    void coldWarmAndFullCachesGiveTheSameLosses() throws IOException {
        List<Double> cold = losses(experiment());
        assertThat(printed.toString()).contains("feature cache: 0 images read, 6 added");
        List<Double> warm = losses(experiment());
        assertThat(printed.toString()).contains("feature cache: 6 images read, 0 added");
        List<Double> ahead = losses(experiment("data.workers=2"));
        List<Double> full = losses(experiment("cache.folder=" + folder.resolve("tiny"), "cache.max-size=1KB"));
        assertThat(printed.toString()).contains("found no room");
        List<Double> none = losses(experiment("cache.enabled=false"));

        assertThat(warm).isEqualTo(cold).hasSize(3);
        assertThat(ahead).isEqualTo(cold);
        assertThat(full).isEqualTo(cold);
        // Sixteen bits are seen, but hardly.
        assertThat(none).isNotEqualTo(cold);
        for (int step = 0; step < none.size(); step++) {
            assertThat(none.get(step)).isCloseTo(cold.get(step), Percentage.withPercentage(0.1));
        }
    }

    @Test
    void warmCacheDoesNotTouchTheTower() throws IOException {
        ReducedImage cold;
        try (BaseModel base = BaseModel.open(MODEL, null);
                Images images = images(base, "prumerge", AspectRatio.PAD)) {
            cold = reduce(images, "image", IMAGE);
            assertThat(images.tower().isLoaded()).isTrue();
        }
        try (BaseModel base = BaseModel.open(MODEL, null);
                Images images = images(base, "prumerge", AspectRatio.PAD)) {
            ReducedImage warm = reduce(images, "another name of it", IMAGE);
            assertThat(images.tower().isLoaded()).isFalse();
            assertThat(warm.features()).isEqualTo(cold.features());
            assertThat(warm.merge()).isEqualTo(cold.merge());
            assertThat(warm.patches()).isEqualTo(base.config().vision().patches());
            assertThat(warm.centres()).isEqualTo(cold.centres());
            assertThat(images.visualTokens().summary().totalPatches()).isEqualTo(warm.patches());
        }
        // The tokens are those of the merge matrix, rounded.
        try (BaseModel base = BaseModel.open(MODEL, null);
                Images images = Images.of(base, AspectRatio.PAD, Reducers.create("prumerge"))) {
            ReducedImage plain = reduce(images, "image", IMAGE);
            assertThat(plain.centres()).isEqualTo(cold.centres());
            float[] tokens = plain.merge().apply(plain.features());
            assertThat(cold.features()).hasSameSizeAs(tokens).isNotEqualTo(tokens);
            for (int i = 0; i < tokens.length; i++) {
                assertThat((double) cold.features()[i])
                        .isCloseTo(tokens[i], Offset.offset(Math.abs(tokens[i]) / 1024.0 + 1e-7));
            }
        }
    }

    @Test
    void anythingThatChangesTokensIsEncodedAgain() throws IOException {
        try (BaseModel base = BaseModel.open(MODEL, null);
                Images images = images(base, "prumerge", AspectRatio.PAD)) {
            reduce(images, "image", IMAGE);
        }
        try (BaseModel base = BaseModel.open(MODEL, null)) {
            assertEncoded(base, "prumerge/paper", AspectRatio.PAD, IMAGE, true);
            assertEncoded(base, "prumerge", AspectRatio.CROP, IMAGE, true);
            assertEncoded(base, "prumerge", AspectRatio.PAD, OTHER_IMAGE, true);
            assertEncoded(base, "prumerge", AspectRatio.PAD, IMAGE, false);
        }
        Path copy = folder.resolve("model");
        FileUtils.copyDirectory(MODEL.toFile(), copy.toFile());
        try (BaseModel base = BaseModel.open(copy, null)) {
            assertEncoded(base, "prumerge", AspectRatio.PAD, IMAGE, false);
        }
        changeTower(copy);
        try (BaseModel base = BaseModel.open(copy, null)) {
            assertEncoded(base, "prumerge", AspectRatio.PAD, IMAGE, true);
        }
    }

    private void assertEncoded(BaseModel base, String reducer, AspectRatio aspectRatio, Path image, boolean expected)
            throws IOException {
        try (Images images = images(base, reducer, aspectRatio)) {
            reduce(images, "image", image);
            assertThat(images.tower().isLoaded()).isEqualTo(expected);
        }
    }

    /** Changes the values of all weights a little, but neither size nor time of the file. */
    private static void changeTower(Path model) throws IOException {
        Path weights = model.resolve("model.safetensors");
        FileTime time = Files.getLastModifiedTime(weights);
        try (RandomAccessFile file = new RandomAccessFile(weights.toFile(), "rw")) {
            byte[] start = new byte[8];
            file.readFully(start);
            long header = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
            byte[] values = new byte[(int) (file.length() - 8 - header)];
            file.seek(8 + header);
            file.readFully(values);
            for (int i = 0; i < values.length; i += 2) {
                values[i] ^= 1;
            }
            file.seek(8 + header);
            file.write(values);
        }
        Files.setLastModifiedTime(weights, time);
    }

    @Test
    void theHashOfTheTowerIsRememberedSoThatItsWeightsAreNotRead() throws IOException {
        Path cache = folder.resolve("cache");
        String hash;
        try (BaseModel base = BaseModel.open(MODEL, null)) {
            hash = TowerHash.of(base.weights(), cache);
            assertThat(hash).isEqualTo(WeightsHash.of(base.weights(), "vision_model."));
            assertThat(hash).isNotEqualTo(WeightsHash.of(base.weights()));
            ObjectNode remembered = StrictJson.readObject(cache.resolve("towers.json"));
            remembered.put(remembered.fieldNames().next(), "what was remembered");
            Files.write(cache.resolve("towers.json"), StrictJson.format(remembered));
            assertThat(TowerHash.of(base.weights(), cache)).isEqualTo("what was remembered");
        }
        Path copy = folder.resolve("model");
        FileUtils.copyDirectory(MODEL.toFile(), copy.toFile());
        try (BaseModel base = BaseModel.open(copy, null)) {
            assertThat(TowerHash.of(base.weights(), cache)).isEqualTo(hash);
        }
        changeTower(copy);
        try (BaseModel base = BaseModel.open(copy, null)) {
            assertThat(TowerHash.of(base.weights(), cache)).hasSize(64).isNotEqualTo(hash);
        }
    }

    @Test
    void onlyRandomReducersKeepTokensByName() {
        for (String name : List.of("none", "prumerge", "prumerge-plus", "sequential", "spatial")) {
            assertThat(Reducers.create(name).needsIdentity()).as(name).isFalse();
        }
        Reducer random = Reducers.create("random");
        assertThat(random.needsIdentity()).isTrue();
        assertThat(random.options().options()).containsKey("seed");
    }

    @Test
    void randomTokensAreThoseOfTheNameAndTheSeed() throws IOException {
        int[] first;
        try (BaseModel base = BaseModel.open(MODEL, null);
                Images images = images(base, "random", AspectRatio.PAD)) {
            first = reduce(images, "first", IMAGE).centres();
            assertThat(reduce(images, "second", IMAGE).centres()).isNotEqualTo(first);
        }
        Reducer seeded = Reducers.create(Reducers.options("random", Map.of("seed", 7)));
        try (BaseModel base = BaseModel.open(MODEL, null);
                Images images = Images.of(base, AspectRatio.PAD, seeded, section())) {
            assertThat(reduce(images, "first", IMAGE).centres()).isNotEqualTo(first);
        }
    }

    @Test
    void answersReadTheCacheThatTheCommandFilled() throws IOException {
        Experiment experiment = experiment();
        boolean well = CacheRunner.run(experiment, new CacheRun.Options(CacheRun.Action.FILL, 1, 1, 2), console);
        assertThat(well).isTrue();
        assertThat(printed.toString()).contains("0 images read, 48 added");
        String question = "What color is the ring?";
        float[] plain;
        float[] cached;
        try (AnsweringModel model = new AnsweringModel(MODEL, null, "prumerge")) {
            plain = model.logits(IMAGE, question).logits();
        }
        try (AnsweringModel model = new AnsweringModel(MODEL, null, "prumerge", section())) {
            cached = model.logits(IMAGE, question).logits();
            assertThat(model.answer(IMAGE, question, 2)).isNotNull();
        }
        assertThat(cached).hasSameSizeAs(plain);
        for (int i = 0; i < plain.length; i++) {
            assertThat(cached[i]).isCloseTo(plain[i], Offset.offset(0.05f));
        }
    }

    @Test
    void partsFillTheCacheTogetherAndOthersCanBeDeleted() throws IOException {
        Experiment experiment = experiment();
        fill(experiment, 1, 2);
        fill(experiment, 2, 2);
        assertThat(printed.toString()).contains("0 images read, 24 added");
        fill(experiment, 1, 1);
        assertThat(printed.toString()).contains("48 images read, 0 added");
        fill(experiment("reducer.preset=paper"), 1, 4);

        CacheRunner.run(experiment, new CacheRun.Options(CacheRun.Action.LIST, 1, 1, 1), console);
        assertThat(printed.toString()).contains("of this experiment").contains("\"tower_sha256\"");
        CacheRunner.run(experiment, new CacheRun.Options(CacheRun.Action.DELETE_OTHERS, 1, 1, 1), console);
        assertThat(printed.toString()).containsOnlyOnce("deleted ");
        fill(experiment, 1, 1);
        assertThat(printed.toString()).containsSubsequence("deleted", "48 images read, 0 added");
    }

    private void fill(Experiment experiment, int part, int parts) throws IOException {
        assertThat(CacheRunner.run(experiment, new CacheRun.Options(CacheRun.Action.FILL, part, parts, 1), console))
                .isTrue();
    }

    @Test
    void fillingStopsWhereThereIsNoRoomAndGoesOnAfterImagesThatCannotBeRead() throws IOException {
        CacheRun.Options all = new CacheRun.Options(CacheRun.Action.FILL, 1, 1, 1);
        assertThatThrownBy(() -> CacheRunner.run(experiment("cache.max-size=20KB"), all, console))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("of 48 images")
                .hasMessageContaining("cache.max-size");
        Path data = folder.resolve("data.json");
        Files.writeString(
                data,
                """
                [{"id": "lost", "image": "nowhere.png", "conversations":
                  [{"from": "human", "value": "<image>\\nWhat?"}, {"from": "gpt", "value": "A ring."}]},
                 {"id": "there", "image": "train-01.png", "conversations":
                  [{"from": "human", "value": "<image>\\nWhat?"}, {"from": "gpt", "value": "A ring."}]}]
                """);
        Experiment broken = experiment("data.instructions=" + data, "cache.folder=" + folder.resolve("other"));
        assertThat(CacheRunner.run(broken, all, console)).isFalse();
        assertThat(printed.toString())
                .contains("nowhere.png")
                .contains("1 added")
                .contains("1 images could not be read");
    }
}
