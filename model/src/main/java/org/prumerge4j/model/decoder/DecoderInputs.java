package org.prumerge4j.model.decoder;

import org.prumerge4j.model.graph.GraphBuilder;
import org.prumerge4j.model.graph.Value;

/**
 * What tells the decoder where tokens stand. All samples of a batch lie one after another in one array of tokens,
 * without padding; only the mask knows the borders.
 *
 * @param cosines {@code [queries, headSize / 2]}, cosine of each query's rotary angles
 * @param sines {@code [queries, headSize / 2]}
 * @param mask {@code [queries, tokens]}, added to attention scores: 0 where a token may look, hugely negative elsewhere
 */
public record DecoderInputs(Value cosines, Value sines, Value mask) {
    /** Name of {@link #cosines} in a graph. */
    public static final String COSINES = "decoder.cosines";
    /** Name of {@link #sines} in a graph. */
    public static final String SINES = "decoder.sines";
    /** Name of {@link #mask} in a graph. */
    public static final String MASK = "decoder.mask";

    /** Declares the three inputs. */
    public static DecoderInputs declare(GraphBuilder graph, int headSize) {
        int pairs = headSize / 2;
        return new DecoderInputs(
                graph.input(COSINES, -1, pairs), graph.input(SINES, -1, pairs), graph.input(MASK, -1, -1));
    }

    /**
     * The same for queries of some tokens only: their positions, and what each of them sees of all tokens.
     *
     * @param rows an input that picks the tokens, {@code [rows, tokens]}, see {@link RowSelection}
     */
    DecoderInputs ofQueries(GraphBuilder graph, Value rows) {
        return new DecoderInputs(graph.matmul(rows, cosines), graph.matmul(rows, sines), graph.matmul(rows, mask));
    }
}
