package org.prumerge4j.model.decoder;

import java.util.Arrays;
import java.util.List;
import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.graph.Block;
import org.prumerge4j.model.graph.GraphBuilder;
import org.prumerge4j.model.graph.Value;

/**
 * Scaled dot-product attention (Vaswani et al. 2017) with grouped heads, in which an additive mask says who sees whom.
 */
public final class MaskedAttention implements DecoderAttention {
    private final DecoderConfig config;
    private final Value mask;

    /**
     * Attention within one array of tokens.
     *
     * @param mask {@code [queries, tokens]}, see {@link DecoderInputs#mask}
     */
    public MaskedAttention(DecoderConfig config, Value mask) {
        this.config = config;
        this.mask = mask;
    }

    /** Factor of the scores of a decoder's attention. */
    public static double scale(DecoderConfig config) {
        return Math.pow(config.headSize(), -0.5);
    }

    @Override
    public Value apply(GraphBuilder graph, String path, Value queries, Value keys, Value values) {
        Value joined = plain(graph, config, queries, keys, values, mask);
        List<Value> read = List.of(queries, keys, values, mask);
        return graph.mark(Block.Kind.ATTENTION, joined, read, config.headSize(), scale(config), 0);
    }

    /**
     * The plain operations of attention.
     *
     * @param queries {@code [tokens, heads * headSize]}
     * @param keys {@code [others, keyValueHeads * headSize]}, and so are values
     * @param mask {@code [tokens, others]}, added to the scores
     * @return {@code [tokens, heads * headSize]}
     */
    public static Value plain(
            GraphBuilder graph, DecoderConfig config, Value queries, Value keys, Value values, Value mask) {
        int width = config.headSize();
        Value byQuery = byHead(graph, graph.reshape(queries, -1, config.heads(), width));
        Value scores = graph.matmul(byQuery, byHead(graph, repeat(graph, config, keys)), false, true);
        Value masked = graph.add(graph.scale(scores, scale(config)), mask);
        Value mixed = graph.matmul(graph.softmax(masked), byHead(graph, repeat(graph, config, values)));
        return graph.reshape(graph.permute(mixed, 1, 0, 2), -1, (long) config.heads() * width);
    }

    /** Gives each key or value head to all query heads of its group (Ainslie et al. 2023): {@code [tokens, heads, d]}. */
    private static Value repeat(GraphBuilder graph, DecoderConfig config, Value x) {
        int group = config.heads() / config.keyValueHeads();
        if (group == 1) {
            return graph.reshape(x, -1, config.heads(), config.headSize());
        }
        Value single = graph.reshape(x, -1, config.keyValueHeads(), 1, config.headSize());
        Value[] copies = new Value[group];
        Arrays.fill(copies, single);
        return graph.reshape(graph.concat(2, copies), -1, config.heads(), config.headSize());
    }

    private static Value byHead(GraphBuilder graph, Value x) {
        return graph.permute(x, 1, 0, 2);
    }
}
