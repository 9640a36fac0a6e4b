package org.prumerge4j.prumerge.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.prumerge4j.prumerge.MergeMatrix;
import org.prumerge4j.prumerge.Reducer;
import org.prumerge4j.prumerge.ReducerInput;
import org.prumerge4j.prumerge.options.InvalidOptionsException;
import org.prumerge4j.prumerge.options.OptionProblem;
import org.prumerge4j.prumerge.options.Preset;
import org.prumerge4j.prumerge.options.ReducerOptions;

class ReducersTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATCHES = 576;
    private static final int WIDTH = 24;
    private static final int[] PINNED = {3, 5, 56, 61, 63};

    static List<Preset> presets() {
        return Reducers.presets();
    }

    private static ReducerInput input() {
        float[] query = {1, -1, 0.5f, 2};
        float[] keys = new float[(1 + 36) * 4];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = (float) Math.sin(i * i + 1);
        }
        return new ReducerInput("image", 36, 6, 4, 2, query, keys);
    }

    @Test
    void knowsTheReducersAndTheirPresets() {
        assertThat(Reducers.names())
                .containsExactly("none", "prumerge", "prumerge-plus", "sequential", "spatial", "random");
        assertThat(Reducers.presets())
                .extracting(Preset::name)
                .containsExactly(
                        "none/all",
                        "prumerge/reference",
                        "prumerge/reference-fixed",
                        "prumerge/paper",
                        "prumerge/paper-fixed",
                        "prumerge/selection",
                        "prumerge-plus/reference",
                        "prumerge-plus/reference-fixed",
                        "prumerge-plus/paper",
                        "prumerge-plus/paper-fixed",
                        "sequential/40",
                        "spatial/grid-40",
                        "spatial/stride-40",
                        "random/40");
        assertThat(Reducers.preset("prumerge-plus").name()).isEqualTo("prumerge-plus/reference");
    }

    /** Checkpoints refer to presets by name: their options may never change. */
    @Test
    void presetsAreFrozen() {
        assertThat(Reducers.preset("prumerge/reference").options().toString())
                .isEqualTo("{headMode=concat, attentionScale=auto, budget=adaptive, ratio=0.125, count=64,"
                        + " selection=top-k, iqrFactor=1.5, iqrScope=image, minKeep=1, maxKeep=0, merge=true,"
                        + " neighbours=32, neighbourPool=all, similarity=cosine, weightNorm=none,"
                        + " includeCentre=add, extraToken=always, order=attention}");
        assertThat(Reducers.preset("prumerge/paper").options().toString())
                .isEqualTo("{headMode=mean-softmax, attentionScale=auto, budget=adaptive, ratio=0.125, count=64,"
                        + " selection=top-k, iqrFactor=1.5, iqrScope=image, minKeep=1, maxKeep=0, merge=true,"
                        + " neighbours=32, neighbourPool=all, similarity=dot, weightNorm=sum,"
                        + " includeCentre=candidate, extraToken=never, order=attention}");
        assertThat(Reducers.options("prumerge-plus/reference-fixed", Map.of())
                        .options()
                        .toString())
                .isEqualTo("{headMode=concat, attentionScale=auto, budget=ratio, ratio=0.125, count=64,"
                        + " selection=top-k, iqrFactor=1.5, iqrScope=image, minKeep=1, maxKeep=0,"
                        + " spatial=stride1d, spatialStrideDivisor=1, spatialOffset=half-step,"
                        + " duplicates=reference, merge=true, neighbours=32, neighbourPool=all,"
                        + " similarity=cosine, weightNorm=none, includeCentre=add, extraToken=always,"
                        + " order=attention}");
        assertThat(Reducers.preset("prumerge-plus/reference").options())
                .containsEntry("budget", "adaptive")
                .containsEntry("spatialStrideDivisor", 3)
                .containsEntry("spatialOffset", "zero")
                .containsEntry("duplicates", "skip");
        assertThat(Reducers.preset("prumerge-plus/paper-fixed").options())
                .containsEntry("budget", "ratio")
                .containsEntry("duplicates", "keep");
        assertThat(Reducers.preset("prumerge/selection").options())
                .containsEntry("merge", false)
                .containsEntry("extraToken", "never");
    }

    @ParameterizedTest
    @MethodSource("presets")
    void aReducerIsBuiltAgainFromWhatACheckpointStores(Preset preset) throws Exception {
        Reducer reducer = Reducers.create(preset.name());
        String json = JSON.writeValueAsString(reducer.options().toMap());

        Reducer again = Reducers.fromMap(JSON.readValue(json, new TypeReference<Map<String, Object>>() {}));

        assertThat(reducer.name()).isEqualTo(preset.reducer());
        assertThat(again.options()).isEqualTo(reducer.options());
        assertThat(JSON.writeValueAsString(again.options().toMap())).isEqualTo(json);
        assertThat(again.reduce(input())).isEqualTo(reducer.reduce(input()));
        assertThat(preset.toString()).startsWith(preset.name() + ": " + preset.description());
        assertThat(reducer.options().changed()).isEmpty();
    }

    @Test
    void changedOptionsAreReportedAndKept() throws Exception {
        ReducerOptions options = Reducers.options("prumerge/reference", Map.of("neighbours", 4, "attentionScale", 1));

        Reducer again = Reducers.fromMap(
                JSON.readValue(JSON.writeValueAsString(options.toMap()), new TypeReference<Map<String, Object>>() {}));

        assertThat(options.preset()).isEqualTo("prumerge/reference");
        assertThat(options.changed()).containsExactly("attentionScale", "neighbours");
        assertThat(again.options()).isEqualTo(options);
        assertThat(again.reduce(input()))
                .isNotEqualTo(Reducers.create("prumerge/reference").reduce(input()));
    }

    @Test
    void anOlderDescriptionHasThePresetsValueForNewOptions() {
        ReducerOptions options = Reducers.options("prumerge/reference", Map.of("neighbours", 4));
        Map<String, Object> older = new LinkedHashMap<>(options.options());
        older.remove("maxKeep");

        Reducer again =
                Reducers.fromMap(new ReducerOptions(options.reducer(), options.preset(), List.of(), older).toMap());

        assertThat(again.options()).isEqualTo(options);
    }

    @Test
    void allProblemsAreToldAtOnce() {
        Map<String, Object> wrong = new LinkedHashMap<>();
        wrong.put("headMode", "median");
        wrong.put("neighbors", 16);
        wrong.put("neighbours", 1.5);
        wrong.put("ratio", 0);
        wrong.put("iqrFactor", "high");
        wrong.put("merge", "yes");
        wrong.put("attentionScale", -1);
        wrong.put("minKeep", 9);
        wrong.put("maxKeep", 8);
        wrong.put("budget", "ratio");
        wrong.put("selection", "fence");
        wrong.put("iqrScope", "batch");

        assertThatThrownBy(() -> Reducers.options("prumerge/reference", wrong))
                .isInstanceOfSatisfying(InvalidOptionsException.class, exception -> assertThat(exception.problems())
                        .extracting(OptionProblem::option)
                        .containsExactly(
                                "headMode",
                                "attentionScale",
                                "ratio",
                                "iqrFactor",
                                "selection",
                                "iqrScope",
                                "maxKeep",
                                "merge",
                                "neighbours",
                                "neighbors"))
                .hasMessageContaining("invalid options of reducer prumerge:")
                .hasMessageContaining("headMode = median: expected one of concat, mean-softmax, max-softmax")
                .hasMessageContaining("ratio = 0: expected a number above 0 and up to 1.0")
                .hasMessageContaining("neighbours = 1.5: expected a whole number of at least 1")
                .hasMessageContaining("neighbors = 16: expected one of the options headMode, attentionScale");
    }

    @Test
    void optionsOfAnotherReducerAreRefused() {
        assertThatThrownBy(() -> Reducers.options("prumerge", Map.of("spatial", "grid2d")))
                .hasMessageContaining("spatial = grid2d: expected one of the options");
        assertThatThrownBy(() -> Reducers.options("none", Map.of("count", 3)))
                .hasMessageContaining("count = 3: expected no options");
        assertThatThrownBy(() -> Reducers.options("random", Map.of("budget", "adaptive")))
                .hasMessageContaining("budget = adaptive: expected one of ratio, count");
        assertThatThrownBy(() -> Reducers.options("spatial", Map.of("rows", 3)))
                .hasMessageContaining("columns = 0: expected at least 1");
    }

    @Test
    void brokenDescriptionsAreRefused() {
        assertThatThrownBy(() -> Reducers.preset("prumerge/refrence"))
                .hasMessageContaining("no reducer or preset prumerge/refrence")
                .hasMessageContaining("prumerge/reference");
        assertThatThrownBy(() -> Reducers.fromMap(Map.of("reducer", "none"))).hasMessageContaining("preset = null");
        assertThatThrownBy(() -> Reducers.fromMap(Map.of("reducer", "none", "preset", "none/all", "options", 3)))
                .hasMessageContaining("options = 3, expected a map");
        assertThatThrownBy(
                        () -> Reducers.fromMap(Map.of("reducer", "random", "preset", "none/all", "options", Map.of())))
                .hasMessageContaining("preset none/all belongs to none, not to random");
    }

    @Test
    void baselinesPickWhatTheyAreNamedFor() {
        ReducerInput input = ReducerInput.withoutAttention("image", PATCHES, WIDTH);
        for (String preset : List.of("none", "sequential", "spatial", "spatial/stride-40", "random")) {
            assertThat(Reducers.create(preset).needsAttention()).isFalse();
        }
        assertThat(Reducers.create("none").reduce(input).rows()).isEqualTo(PATCHES);
        assertThat(centres("sequential", Map.of("count", 3), input)).containsExactly(0, 1, 2);
        assertThat(centres("sequential", Map.of("budget", "ratio", "ratio", 0.001), input))
                .containsExactly(0);
        assertThat(centres("sequential", Map.of("count", 1000), input)).hasSize(PATCHES);
        assertThat(centres("spatial/stride-40", Map.of("count", 4), input)).containsExactly(72, 216, 360, 504);
        assertThat(centres("spatial", Map.of("count", 4), input))
                .containsExactly(6 * 24 + 6, 6 * 24 + 18, 18 * 24 + 6, 18 * 24 + 18);
        assertThat(centres("spatial", Map.of("rows", 2, "columns", 30), input)).hasSize(48);
    }

    @Test
    void randomDependsOnSeedAndIdentityAlone() {
        ReducerInput cat = ReducerInput.withoutAttention("cat.jpg", PATCHES, WIDTH);
        ReducerInput dog = ReducerInput.withoutAttention("dog.jpg", PATCHES, WIDTH);

        int[] chosen = centres("random", Map.of(), cat);

        assertThat(chosen).hasSize(40).doesNotHaveDuplicates().isSorted();
        assertThat(centres("random", Map.of(), cat)).containsExactly(chosen);
        assertThat(centres("random", Map.of(), dog)).isNotEqualTo(chosen);
        assertThat(centres("random", Map.of("seed", 1), cat)).isNotEqualTo(chosen);
        assertThat(centres("random", Map.of("count", 80), cat)).contains(chosen);
        // Pinned: results must not change with the version of this code or of Java.
        assertThat(Arrays.copyOf(chosen, 5)).containsExactly(PINNED);
    }

    @Test
    void randomIsUniform() {
        int[] counts = new int[16];
        for (int image = 0; image < 4000; image++) {
            for (int patch : centres("random", Map.of("count", 4), ReducerInput.withoutAttention("i" + image, 16, 4))) {
                counts[patch]++;
            }
        }
        // Binomial(4000, 1/4): 1000 with a standard deviation of 27.
        assertThat(Arrays.stream(counts).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(1000 - 137, 1000 + 137));
    }

    private static int[] centres(String preset, Map<String, ?> changes, ReducerInput input) {
        MergeMatrix reduced = Reducers.create(Reducers.options(preset, changes)).reduce(input);
        assertThat(reduced.weights()).containsOnly(1);
        assertThat(reduced.columns()).containsExactly(reduced.centres());
        return reduced.centres();
    }
}
