package org.prumerge4j.prumerge.prumerge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.prumerge4j.prumerge.MergeMatrix;
import org.prumerge4j.prumerge.Reducer;
import org.prumerge4j.prumerge.ReducerInput;
import org.prumerge4j.prumerge.options.OptionReader;
import org.prumerge4j.prumerge.options.Preset;
import org.prumerge4j.prumerge.options.ReducerOptions;

/** The fast form decides as the slow one does, whatever the image and the options. */
class PruMergeOracleTest {
    private static final float WEIGHT_TOLERANCE = 1e-5f;

    @Property(tries = 1500, seed = "20240322")
    void smallImagesOfAnyKind(
            @ForAll Images.Keys kind,
            @ForAll @IntRange(min = 1, max = 9) int rows,
            @ForAll @IntRange(min = 1, max = 9) int width,
            @ForAll @IntRange(min = 1, max = 3) int heads,
            @ForAll @IntRange(min = 1, max = 7) int headWidth,
            @ForAll long seed) {
        compare(List.of(Images.of(kind, rows, width, heads, headWidth, seed)), seed);
    }

    @Property(tries = 30, seed = "20240322")
    void largerImages(@ForAll Images.Keys kind, @ForAll long seed) {
        compare(List.of(Images.of(kind, 14, 15, 4, 33, seed)), seed);
    }

    @Property(tries = 200, seed = "20240322")
    void batches(@ForAll Images.Keys kind, @ForAll @IntRange(min = 1, max = 5) int images, @ForAll long seed) {
        compare(
                IntStream.range(0, images)
                        .mapToObj(i -> Images.of(kind, 5, 7, 2, 4, seed + i))
                        .toList(),
                seed);
    }

    private static void compare(List<ReducerInput> images, long seed) {
        Random random = new Random(seed);
        boolean plus = random.nextBoolean();
        PruMergePlugin plugin = plus ? PruMergePlugin.plus() : PruMergePlugin.base();
        Preset preset = plugin.presets().get(random.nextInt(plugin.presets().size()));
        Map<String, Object> changes = changes(random, plus, images.get(0).patches());
        ReducerOptions options = ReducerOptions.of(preset, plugin.resolve(preset, changes));
        Reducer fast = plugin.create(options);
        ReferencePruMerge slow = new ReferencePruMerge(
                PruMergeOptions.read(new OptionReader("test", options.options(), Map.of()), plus));

        List<MergeMatrix> actual = fast.reduceAll(images);

        boolean pooled = options.options().get("iqrScope").equals("batch");
        List<MergeMatrix> expected = pooled
                ? slow.reduceAll(images)
                : images.stream().map(slow::reduce).toList();
        assertThat(actual).hasSameSizeAs(expected);
        for (int image = 0; image < actual.size(); image++) {
            assertSame(actual.get(image), expected.get(image), options.toString());
        }
    }

    private static void assertSame(MergeMatrix actual, MergeMatrix expected, String options) {
        assertThat(actual.centres()).as(options).containsExactly(expected.centres());
        assertThat(actual.rowStarts()).as(options).containsExactly(expected.rowStarts());
        assertThat(actual.columns()).as(options).containsExactly(expected.columns());
        assertThat(actual.weights()).as(options).containsExactly(expected.weights(), Offset.offset(WEIGHT_TOLERANCE));
    }

    /** About half of all options, changed to something allowed. */
    private static Map<String, Object> changes(Random random, boolean plus, int patches) {
        Map<String, Object> all = new HashMap<>();
        String budget = pick(random, "adaptive", "ratio", "count");
        all.put("headMode", pick(random, "concat", "mean-softmax", "max-softmax"));
        all.put("attentionScale", pick(random, "auto", 0.1, 2));
        all.put("ratio", pick(random, 0.01, 0.125, 0.3, 0.4, 0.9, 1.0));
        all.put("count", 1 + random.nextInt(patches + 3));
        all.put("iqrFactor", pick(random, 0, 0.5, 3.0));
        all.put("neighbours", 1 + random.nextInt(40));
        all.put("neighbourPool", pick(random, "all", "pruned"));
        all.put("similarity", pick(random, "cosine", "dot"));
        all.put("weightNorm", pick(random, "none", "sum"));
        all.put("includeCentre", pick(random, "add", "member", "candidate"));
        all.put("extraToken", pick(random, "never", "always", "when-pruned"));
        all.put("order", pick(random, "attention", "raster"));
        all.put("merge", random.nextInt(4) > 0);
        if (plus) {
            all.put("spatial", pick(random, "stride1d", "grid2d"));
            all.put("spatialStrideDivisor", 1 + random.nextInt(4));
            all.put("spatialOffset", pick(random, "zero", "half-step"));
            all.put("duplicates", pick(random, "skip", "keep", "refill", "reference"));
        }
        all.values().removeIf(value -> random.nextBoolean());
        all.put("budget", budget);
        all.put("selection", budget.equals("adaptive") ? pick(random, "top-k", "fence") : "top-k");
        all.put("iqrScope", budget.equals("adaptive") ? pick(random, "image", "batch") : "image");
        int minKeep = 1 + random.nextInt(4);
        all.put("minKeep", minKeep);
        all.put("maxKeep", random.nextBoolean() ? 0 : minKeep + random.nextInt(patches + 2));
        return all;
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static <T> T pick(Random random, T... values) {
        return values[random.nextInt(values.length)];
    }
}
