package org.prumerge4j.model.decoder;

import java.util.List;
import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.graph.Block;
import org.prumerge4j.model.graph.GraphBuilder;
import org.prumerge4j.model.graph.Layers;
import org.prumerge4j.model.graph.ParameterRole;
import org.prumerge4j.model.graph.Value;

/** The LLaMA decoder (Touvron et al. 2023): pre-normalised blocks of rotary attention and SwiGLU. */
public final class LlamaDecoder {
    private final GraphBuilder graph;
    private final DecoderConfig config;
    private final LinearLayers linears;
    private final RotaryAngles angles;
    private final DecoderAttention attention;

    private LlamaDecoder(
            GraphBuilder graph,
            DecoderConfig config,
            LinearLayers linears,
            RotaryAngles angles,
            DecoderAttention attention) {
        this.graph = graph;
        this.config = config;
        this.linears = linears;
        this.angles = angles;
        this.attention = attention;
    }

    /**
     * Adds all blocks and the final normalisation to a graph.
     *
     * @param embeddings {@code [tokens, hidden]}
     * @return {@code [tokens, hidden]}, what the output head reads
     */
    public static Value apply(
            GraphBuilder graph, DecoderConfig config, LinearLayers linears, DecoderInputs inputs, Value embeddings) {
        RotaryAngles angles = new RotaryAngles(inputs.cosines(), inputs.sines());
        return apply(graph, config, linears, angles, new MaskedAttention(config, inputs.mask()), embeddings);
    }

    /**
     * Adds all blocks and the final normalisation to a graph.
     *
     * @param attention how tokens look at one another
     * @param embeddings {@code [tokens, hidden]}
     * @return {@code [tokens, hidden]}, what the output head reads
     */
    public static Value apply(
            GraphBuilder graph,
            DecoderConfig config,
            LinearLayers linears,
            RotaryAngles angles,
            DecoderAttention attention,
            Value embeddings) {
        LlamaDecoder decoder = new LlamaDecoder(graph, config, linears, angles, attention);
        return decoder.norm("model.norm", decoder.blocks(embeddings, config.layers()));
    }

    /**
     * The same for some rows only. The last block gives keys and values of all tokens, but queries, output projection
     * and MLP of these rows alone: nobody reads the others. Values and gradients are those of all rows computed.
     *
     * @param embeddings {@code [tokens, hidden]}
     * @param rows an input that picks rows, {@code [rows, tokens]}, see {@link RowSelection}
     * @return {@code [rows, hidden]}, what the output head reads
     */
    public static Value applyToRows(
            GraphBuilder graph,
            DecoderConfig config,
            LinearLayers linears,
            DecoderInputs inputs,
            Value embeddings,
            Value rows) {
        RotaryAngles angles = new RotaryAngles(inputs.cosines(), inputs.sines());
        MaskedAttention attention = new MaskedAttention(config, inputs.mask());
        LlamaDecoder decoder = new LlamaDecoder(graph, config, linears, angles, attention);
        int last = config.layers() - 1;
        String path = "model.layers." + last;
        Value hidden = decoder.blocks(embeddings, last);
        Value normed = decoder.norm(path + ".input_layernorm", hidden);
        DecoderInputs picked = inputs.ofQueries(graph, rows);
        Asking asking = new Asking(
                graph.matmul(rows, normed),
                new RotaryAngles(picked.cosines(), picked.sines()),
                new MaskedAttention(config, picked.mask()));
        Value attended = decoder.attention(path + ".self_attn", asking, normed);
        Value after = decoder.afterAttention(path, graph.matmul(rows, hidden), attended);
        return decoder.norm("model.norm", after);
    }

    /** The rows that queries are made of, {@code [rows, hidden]}, by how much they are turned, and what they see. */
    private record Asking(Value rows, RotaryAngles angles, DecoderAttention attention) {}

    /**
     * Adds the output head to a graph.
     *
     * @param hidden {@code [rows, hidden]} of the rows whose next token is wanted
     * @return logits {@code [rows, vocabulary]}
     */
    public static Value head(GraphBuilder graph, DecoderConfig config, Value hidden) {
        Value weight =
                graph.parameter("lm_head.weight", ParameterRole.FROZEN, config.vocabularySize(), config.hiddenSize());
        return graph.linear(hidden, weight);
    }

    private Value blocks(Value embeddings, int count) {
        Value hidden = embeddings;
        graph.boundary(hidden);
        for (int layer = 0; layer < count; layer++) {
            String path = "model.layers." + layer;
            Value normed = norm(path + ".input_layernorm", hidden);
            Value attended = attention(path + ".self_attn", new Asking(normed, angles, attention), normed);
            hidden = afterAttention(path, hidden, attended);
            graph.boundary(hidden);
        }
        return hidden;
    }

    private Value afterAttention(String path, Value hidden, Value attended) {
        Value afterAttention = graph.add(hidden, attended);
        Value transformed = mlp(path + ".mlp", norm(path + ".post_attention_layernorm", afterAttention));
        return graph.add(afterAttention, transformed);
    }

    /** Attention of the asking rows to all tokens x {@code [tokens, hidden]}, of which keys and values are made. */
    private Value attention(String path, Asking asking, Value x) {
        int queryWidth = config.heads() * config.headSize();
        int keyWidth = config.keyValueHeads() * config.headSize();
        Value projected = linear(path + ".q_proj", asking.rows(), config.hiddenSize(), queryWidth);
        Value queries = rotary(projected, config.heads(), asking.angles());
        Value keys = rotary(linear(path + ".k_proj", x, config.hiddenSize(), keyWidth), config.keyValueHeads(), angles);
        Value values = linear(path + ".v_proj", x, config.hiddenSize(), keyWidth);
        Value attended = asking.attention().apply(graph, path, queries, keys, values);
        return linear(path + ".o_proj", attended, queryWidth, config.hiddenSize());
    }

    /**
     * Rotary position embedding (Su et al. 2021) in the half-split form of transformers: channel i turns with channel
     * i + headSize / 2.
     *
     * @param x {@code [tokens, heads * headSize]}
     * @return {@code [tokens, heads * headSize]}
     */
    private Value rotary(Value x, int heads, RotaryAngles turns) {
        int half = config.headSize() / 2;
        Value split = perHead(x, heads);
        Value first = graph.slice(split, new int[] {0, 0, 0}, -1, heads, half);
        Value second = graph.slice(split, new int[] {0, 0, half}, -1, heads, half);
        Value cosines = graph.reshape(turns.cosines(), -1, 1, half);
        Value sines = graph.reshape(turns.sines(), -1, 1, half);
        Value turnedFirst = graph.subtract(graph.multiply(first, cosines), graph.multiply(second, sines));
        Value turnedSecond = graph.add(graph.multiply(second, cosines), graph.multiply(first, sines));
        Value turned = graph.reshape(graph.concat(2, turnedFirst, turnedSecond), -1, (long) heads * config.headSize());
        List<Value> read = List.of(x, turns.cosines(), turns.sines());
        return graph.mark(Block.Kind.ROTARY, turned, read, config.headSize());
    }

    private Value perHead(Value x, int heads) {
        return graph.reshape(x, -1, heads, config.headSize());
    }

    private Value mlp(String path, Value x) {
        Value gate = linear(path + ".gate_proj", x, config.hiddenSize(), config.intermediateSize());
        Value up = linear(path + ".up_proj", x, config.hiddenSize(), config.intermediateSize());
        return linear(
                path + ".down_proj", Layers.swiGlu(graph, gate, up), config.intermediateSize(), config.hiddenSize());
    }

    private Value linear(String path, Value x, long in, long out) {
        return linears.apply(graph, path, x, in, out);
    }

    private Value norm(String path, Value x) {
        Value weight = graph.parameter(path + ".weight", ParameterRole.FROZEN, config.hiddenSize());
        return Layers.rmsNorm(graph, x, weight, config.rmsNormEpsilon());
    }
}
