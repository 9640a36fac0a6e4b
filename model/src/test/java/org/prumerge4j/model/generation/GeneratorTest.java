package org.prumerge4j.model.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.decoder.FrozenLinears;
import org.prumerge4j.model.engine.CompiledExecutor;
import org.prumerge4j.model.engine.CompiledExecutor.Mode;
import org.prumerge4j.model.execution.GradientCheck;
import org.prumerge4j.model.execution.GradientReader;
import org.prumerge4j.model.execution.Gradients;
import org.prumerge4j.model.execution.GraphExecutor;
import org.prumerge4j.model.execution.SameDiffExecutor;
import org.prumerge4j.model.graph.Graph;

class GeneratorTest {
    private static final int VOCABULARY = 17;
    private static final long PLENTY = 1L << 24;

    private static DecoderConfig config(int layers, int keyValueHeads) {
        return new DecoderConfig(16, 24, layers, 4, keyValueHeads, VOCABULARY, 1e-5, 10000, 256);
    }

    /** A random decoder, run anew for every token or from its cache. */
    private static final class Model implements AutoCloseable {
        final DecoderConfig config;
        final Map<String, INDArray> weights;
        final float[][] table;
        final GraphExecutor cached;
        final GraphExecutor whole;
        private final SplittableRandom random;

        Model(DecoderConfig config, long seed) {
            this.config = config;
            this.random = new SplittableRandom(seed);
            Graph graph = CachedDecoderGraph.describe(config, new FrozenLinears());
            weights = GradientCheck.randomParameters(graph, seed, 0.6);
            cached = new CompiledExecutor(graph, weights, 2, Mode.POISONED);
            whole = new CompiledExecutor(DecoderGraph.describe(config, new FrozenLinears()), weights);
            table = new float[VOCABULARY][];
            for (int id = 0; id < VOCABULARY; id++) {
                table[id] = tokens(1);
            }
        }

        float[] tokens(int count) {
            float[] values = new float[count * config.hiddenSize()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (2 * random.nextDouble() - 1);
            }
            return values;
        }

        float[] embedding(int id) {
            return table[id];
        }

        int[] slowly(Limits limits, float[]... parts) {
            DecoderLogits logits = new DecoderLogits(config, whole);
            return new SlowGeneration(logits, this::embedding).generate(SlowGeneration.join(parts), limits);
        }

        @Override
        public void close() {
            cached.close();
            whole.close();
            weights.values().forEach(INDArray::close);
        }
    }

    @Property(tries = 15, shrinking = ShrinkingMode.OFF)
    void answersEqualThoseOfFullRecomputation(
            @ForAll @IntRange(min = 1, max = 3) int layers,
            @ForAll @IntRange(min = 0, max = 2) int groups,
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 40) Integer> lengths,
            @ForAll @IntRange(min = 1, max = 70) int prefixLength,
            @ForAll @IntRange(min = 0, max = 1000) int seed) {
        try (Model model = new Model(config(layers, 4 >> groups), seed);
                Generator generator = new Generator(model.config, model.cached, model::embedding, PLENTY)) {
            float[] root = model.tokens(1 + seed % 5);
            float[] image = model.tokens(prefixLength);
            float[] other = model.tokens(3);
            Prefix rootPrefix = Prefix.of(root);
            Prefix imagePrefix = rootPrefix.then(image);
            Prefix otherPrefix = rootPrefix.then(other);
            Limits limits = new Limits(6, Set.of(seed % VOCABULARY));
            List<Prompt> prompts = new ArrayList<>();
            List<int[]> expected = new ArrayList<>();
            for (int i = 0; i < lengths.size(); i++) {
                float[] own = model.tokens(lengths.get(i));
                switch (i % 4) {
                    case 0, 1 -> {
                        prompts.add(new Prompt(imagePrefix, own));
                        expected.add(model.slowly(limits, root, image, own));
                    }
                    case 2 -> {
                        prompts.add(new Prompt(otherPrefix, own));
                        expected.add(model.slowly(limits, root, other, own));
                    }
                    default -> {
                        prompts.add(Prompt.of(own));
                        expected.add(model.slowly(limits, own));
                    }
                }
            }
            assertThat(generator.answer(prompts, limits)).containsExactlyElementsOf(expected);
            // Again, with the prefixes already in the cache.
            assertThat(generator.answer(prompts, limits)).containsExactlyElementsOf(expected);
        }
    }

    @Test
    void logitsFromTheCacheEqualThoseOfAllTokens() {
        try (Model model = new Model(config(2, 2), 5);
                CachedDecoder decoder = new CachedDecoder(model.config, model.cached, 100)) {
            float[] all = model.tokens(90);
            float[] expected = new DecoderLogits(model.config, model.whole).ofAll(all);
            Span prefix = new Span(null, 3, 50);
            Span rest = new Span(prefix, 60, 40);
            decoder.run(List.of(new CachedDecoder.Next(prefix, part(model, all, 0, 50))), null);
            for (int from = 50; from < 90; from += 8) {
                int last = from + 7;
                decoder.run(
                        List.of(new CachedDecoder.Next(rest, part(model, all, from, from + 8))),
                        (number, logits) -> assertClose(logits, expected, last));
            }
        }
    }

    private static float[] part(Model model, float[] all, int from, int to) {
        int hidden = model.config.hiddenSize();
        return Arrays.copyOfRange(all, from * hidden, to * hidden);
    }

    private static void assertClose(float[] logits, float[] all, int token) {
        for (int i = 0; i < logits.length; i++) {
            assertThat(logits[i]).as("token %d", token).isCloseTo(all[token * VOCABULARY + i], offset(1e-5f));
        }
    }

    @Test
    void fusedAttentionEqualsThePlainOperations() {
        try (Model model = new Model(config(2, 2), 9);
                SameDiffExecutor plain = new SameDiffExecutor(
                        CachedDecoderGraph.describe(model.config, new FrozenLinears()), model.weights);
                Generator fast = new Generator(model.config, model.cached, model::embedding, PLENTY);
                Generator slow = new Generator(model.config, plain, model::embedding, PLENTY)) {
            Prefix prefix = Prefix.of(model.tokens(20)).then(model.tokens(9));
            List<Prompt> prompts = List.of(
                    new Prompt(prefix, model.tokens(4)),
                    Prompt.of(model.tokens(11)),
                    new Prompt(prefix, model.tokens(2)));
            Limits limits = new Limits(5, Set.of(2));
            assertThat(fast.answer(prompts, limits)).containsExactlyElementsOf(slow.answer(prompts, limits));
        }
    }

    @Test
    void aSmallCacheGivesTheSameAnswers() {
        try (Model model = new Model(config(1, 4), 11)) {
            List<Prompt> prompts = new ArrayList<>();
            for (int image = 0; image < 3; image++) {
                Prefix prefix = Prefix.of(model.tokens(30));
                for (int question = 0; question < 3; question++) {
                    prompts.add(new Prompt(prefix, model.tokens(5 + question)));
                }
            }
            prompts.add(Prompt.of(model.tokens(120)));
            prompts.add(prompts.get(0));
            Limits limits = new Limits(4, Set.of());
            long row = 2L * 16 * Float.BYTES;
            try (Generator roomy = new Generator(model.config, model.cached, model::embedding, PLENTY);
                    Generator narrow = new Generator(model.config, model.cached, model::embedding, 50 * row)) {
                assertThat(narrow.answer(prompts, limits)).containsExactlyElementsOf(roomy.answer(prompts, limits));
            }
        }
    }

    @Test
    void aPrefixRunsOnceAndEachTokenToo() {
        try (Model model = new Model(config(1, 4), 13)) {
            AtomicInteger tokens = new AtomicInteger();
            GraphExecutor counting = counting(model.cached, tokens);
            try (Generator generator = new Generator(model.config, counting, model::embedding, PLENTY)) {
                Prefix prefix = Prefix.of(model.tokens(64));
                Limits limits = new Limits(3, Set.of());
                List<Prompt> prompts = List.of(
                        new Prompt(prefix, model.tokens(6)),
                        new Prompt(prefix, model.tokens(5)),
                        new Prompt(prefix, model.tokens(5)));
                generator.answer(prompts, limits);
                generator.answer(prompts, limits);
            }
            // The prefix once, and twice the prompts' own tokens, then two tokens of each of three answers.
            assertThat(tokens).hasValue(64 + 2 * (16 + 3 + 3));
        }
    }

    private static GraphExecutor counting(GraphExecutor executor, AtomicInteger tokens) {
        return new GraphExecutor() {
            @Override
            public Map<String, INDArray> run(Map<String, INDArray> inputs, List<String> outputs) {
                tokens.addAndGet((int) inputs.get(CachedDecoderGraph.EMBEDDINGS).size(0));
                return executor.run(inputs, outputs);
            }

            @Override
            public Gradients gradients(Map<String, INDArray> inputs, List<String> outputs) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Map<String, INDArray> gradients(
                    Map<String, INDArray> inputs, List<String> outputs, GradientReader reader) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void close() {
                // The executor is somebody else's.
            }
        };
    }

    @Test
    void promptsOfMoreTokensThanARunAreTakenInParts() {
        DecoderConfig config = new DecoderConfig(8, 8, 1, 2, 1, VOCABULARY, 1e-5, 10000, 4096);
        try (Model model = new Model(config, 3);
                Generator generator = new Generator(config, model.cached, model::embedding, PLENTY)) {
            float[] longOne = model.tokens(2500);
            float[] shortOne = model.tokens(7);
            Limits limits = new Limits(2, Set.of());
            assertThat(generator.answer(List.of(Prompt.of(longOne), Prompt.of(shortOne)), limits))
                    .containsExactly(model.slowly(limits, longOne), model.slowly(limits, shortOne));
        }
    }

    @Test
    void answersEndAtTheLastPosition() {
        try (Model model = new Model(config(1, 4), 17);
                Generator generator = new Generator(model.config, model.cached, model::embedding, PLENTY)) {
            Prompt prompt = Prompt.of(model.tokens(254));
            assertThat(generator
                            .answer(List.of(prompt), new Limits(9, Set.of()))
                            .get(0))
                    .hasSize(3);
            assertThatThrownBy(() -> generator.answer(List.of(Prompt.of(model.tokens(257))), new Limits(1, Set.of())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("257 tokens")
                    .hasMessageContaining("256 positions");
        }
    }

    @Test
    void refusesWhatCannotBeContinued() {
        assertThatThrownBy(() -> Prompt.of(new float[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Prefix.of(new float[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Limits(0, Set.of())).hasMessageContaining("given 0");
        Prefix deepest = Prefix.of(new float[16]).then(new float[16]);
        assertThatThrownBy(() -> deepest.then(new float[16])).hasMessageContaining("2 deep");
    }

    @Test
    void bucketsAreFewAndAtMostAQuarterTooLarge() {
        Set<Integer> sizes = new TreeSet<>();
        for (int size = 1; size <= 2048; size++) {
            int bucket = Buckets.fine(size);
            assertThat(bucket).isBetween(size, size + size / 4);
            assertThat(Buckets.coarse(size)).isBetween(size, 2 * size - 1);
            sizes.add(bucket);
        }
        assertThat(sizes).hasSizeLessThan(45);
    }
}
