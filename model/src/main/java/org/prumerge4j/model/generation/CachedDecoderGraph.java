package org.prumerge4j.model.generation;

import java.util.List;
import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.decoder.DecoderAttention;
import org.prumerge4j.model.decoder.DecoderInputs;
import org.prumerge4j.model.decoder.LinearLayers;
import org.prumerge4j.model.decoder.LlamaDecoder;
import org.prumerge4j.model.decoder.MaskedAttention;
import org.prumerge4j.model.decoder.RotaryAngles;
import org.prumerge4j.model.graph.Block;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.model.graph.GraphBuilder;
import org.prumerge4j.model.graph.Value;

/**
 * The decoder on new tokens that also see tokens of earlier runs, whose keys and values are kept: embeddings in, keys
 * and values of every layer and logits of chosen rows out.
 *
 * <p>New tokens of many sequences lie in one array. What each of them sees is told by ranges of rows, see
 * {@link Block.Kind#CACHED_ATTENTION}; so a cached row may be shared by several sequences.
 */
public final class CachedDecoderGraph {
    /** Input: embeddings of the new tokens {@code [tokens, hidden]}. */
    public static final String EMBEDDINGS = "generation.embeddings";
    /** Input: which rows to give logits of, see {@link org.prumerge4j.model.decoder.RowSelection}. */
    public static final String ROWS = "generation.rows";
    /** Input: what each new token sees, {@code [tokens, 2 * PARTS]}. */
    public static final String RANGES = "generation.ranges";
    /** Input: the numbers of cached rows, 0, 1, 2 ..., {@code [1, cached]}; only plain operations need them. */
    public static final String CACHED_NUMBERS = "generation.cached-numbers";
    /** Input: the numbers of new tokens, 0, 1, 2 ..., {@code [1, tokens]}; only plain operations need them. */
    public static final String NEW_NUMBERS = "generation.new-numbers";
    /** Output: logits {@code [rows, vocabulary]}. */
    public static final String LOGITS = "generation.logits";

    /** Levels of prefixes that sequences may share, one within another. */
    public static final int PREFIX_LEVELS = 2;
    /** Ranges of each token: shared prefixes, its own sequence in the cache, its own sequence among the new tokens. */
    public static final int PARTS = PREFIX_LEVELS + 2;

    /** Added to the score of a key that must not be seen: its softmax weight becomes exactly zero. */
    private static final double HIDDEN = 1e9;
    /** Makes the sigmoid of half a number exactly 0 or 1. */
    private static final double STEEP = 1e3;

    private final GraphBuilder graph = new GraphBuilder();
    private final DecoderConfig config;

    private CachedDecoderGraph(DecoderConfig config) {
        this.config = config;
    }

    /** Name of the input with a layer's cached keys, {@code [cached, keyValueHeads * headSize]}. */
    public static String cachedKeys(int layer) {
        return "generation.cached-keys." + layer;
    }

    /** Name of the input with a layer's cached values, {@code [cached, keyValueHeads * headSize]}. */
    public static String cachedValues(int layer) {
        return "generation.cached-values." + layer;
    }

    /** Name of the output with a layer's keys of the new tokens, {@code [tokens, keyValueHeads * headSize]}. */
    public static String newKeys(int layer) {
        return "generation.keys." + layer;
    }

    /** Name of the output with a layer's values of the new tokens, {@code [tokens, keyValueHeads * headSize]}. */
    public static String newValues(int layer) {
        return "generation.values." + layer;
    }

    /** Describes the decoder with the given kind of linear layers. */
    public static Graph describe(DecoderConfig config, LinearLayers linears) {
        return new CachedDecoderGraph(config).describe(linears);
    }

    private Graph describe(LinearLayers linears) {
        int pairs = config.headSize() / 2;
        Value embeddings = graph.input(EMBEDDINGS, -1, config.hiddenSize());
        RotaryAngles angles = new RotaryAngles(
                graph.input(DecoderInputs.COSINES, -1, pairs), graph.input(DecoderInputs.SINES, -1, pairs));
        Value ranges = graph.input(RANGES, -1, 2L * PARTS);
        Value hidden = LlamaDecoder.apply(graph, config, linears, angles, new Attention(ranges), embeddings);
        Value rows = graph.matmul(graph.input(ROWS, -1, -1), hidden);
        graph.output(LOGITS, LlamaDecoder.head(graph, config, rows));
        return graph.build();
    }

    private final class Attention implements DecoderAttention {
        private final Value ranges;
        private final Value mask;
        private int layer;

        Attention(Value ranges) {
            this.ranges = ranges;
            Value numbers = graph.input(CACHED_NUMBERS, 1, -1);
            Value cached = visible(0, numbers);
            for (int part = 1; part < PARTS - 1; part++) {
                cached = graph.add(cached, visible(part, numbers));
            }
            Value own = visible(PARTS - 1, graph.input(NEW_NUMBERS, 1, -1));
            this.mask = graph.scale(graph.shift(graph.concat(1, cached, own), -1), HIDDEN);
        }

        /** Ones where tokens see keys of a part, zeros elsewhere: {@code [tokens, keys]}. */
        private Value visible(int part, Value numbers) {
            Value first = graph.slice(ranges, new int[] {0, 2 * part}, -1, 1);
            Value end = graph.slice(ranges, new int[] {0, 2 * part + 1}, -1, 1);
            Value from = graph.sigmoid(graph.scale(graph.shift(graph.subtract(numbers, first), 0.5), STEEP));
            Value to = graph.sigmoid(graph.scale(graph.shift(graph.subtract(end, numbers), -0.5), STEEP));
            return graph.multiply(from, to);
        }

        @Override
        public Value apply(GraphBuilder sameGraph, String path, Value queries, Value keys, Value values) {
            long width = (long) config.keyValueHeads() * config.headSize();
            Value cachedKeys = graph.input(cachedKeys(layer), -1, width);
            Value cachedValues = graph.input(cachedValues(layer), -1, width);
            graph.output(newKeys(layer), keys);
            graph.output(newValues(layer), values);
            layer++;
            Value joined = MaskedAttention.plain(
                    graph,
                    config,
                    queries,
                    graph.concat(0, cachedKeys, keys),
                    graph.concat(0, cachedValues, values),
                    mask);
            return graph.mark(
                    Block.Kind.CACHED_ATTENTION,
                    joined,
                    List.of(queries, keys, values, cachedKeys, cachedValues, ranges),
                    config.headSize(),
                    MaskedAttention.scale(config));
        }
    }
}
