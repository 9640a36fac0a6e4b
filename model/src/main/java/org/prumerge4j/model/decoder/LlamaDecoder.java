package org.prumerge4j.model.decoder;

import java.util.Arrays;
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
    private final DecoderInputs inputs;

    private LlamaDecoder(GraphBuilder graph, DecoderConfig config, LinearLayers linears, DecoderInputs inputs) {
        this.graph = graph;
        this.config = config;
        this.linears = linears;
        this.inputs = inputs;
    }

    /**
     * Adds all blocks and the final normalisation to a graph.
     *
     * @param embeddings {@code [tokens, hidden]}
     * @return {@code [tokens, hidden]}, what the output head reads
     */
    public static Value apply(
            GraphBuilder graph, DecoderConfig config, LinearLayers linears, DecoderInputs inputs, Value embeddings) {
        LlamaDecoder decoder = new LlamaDecoder(graph, config, linears, inputs);
        Value hidden = decoder.blocks(embeddings, config.layers());
        return decoder.norm("model.norm", hidden);
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
        LlamaDecoder decoder = new LlamaDecoder(graph, config, linears, inputs);
        int last = config.layers() - 1;
        String path = "model.layers." + last;
        Value hidden = decoder.blocks(embeddings, last);
        Value normed = decoder.norm(path + ".input_layernorm", hidden);
        Value attended = decoder.attention(
                path + ".self_attn", graph.matmul(rows, normed), normed, inputs.ofQueries(graph, rows));
        Value picked = decoder.afterAttention(path, graph.matmul(rows, hidden), attended);
        return decoder.norm("model.norm", picked);
    }

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
            hidden = afterAttention(path, hidden, attention(path + ".self_attn", normed, normed, inputs));
            graph.boundary(hidden);
        }
        return hidden;
    }

    private Value afterAttention(String path, Value hidden, Value attended) {
        Value afterAttention = graph.add(hidden, attended);
        Value transformed = mlp(path + ".mlp", norm(path + ".post_attention_layernorm", afterAttention));
        return graph.add(afterAttention, transformed);
    }

    /**
     * Attention of some rows to all tokens.
     *
     * @param asking {@code [rows, hidden]}, what queries are made of
     * @param x {@code [tokens, hidden]}, what keys and values are made of
     * @param places positions of the asking rows, and which tokens each of them sees
     */
    private Value attention(String path, Value asking, Value x, DecoderInputs places) {
        int queryWidth = config.heads() * config.headSize();
        int keyWidth = config.keyValueHeads() * config.headSize();
        Value projected = linear(path + ".q_proj", asking, config.hiddenSize(), queryWidth);
        Value queries = rotary(projected, config.heads(), places);
        Value keys = rotary(linear(path + ".k_proj", x, config.hiddenSize(), keyWidth), config.keyValueHeads(), inputs);
        Value values = linear(path + ".v_proj", x, config.hiddenSize(), keyWidth);
        Value attended = attend(queries, keys, values, places.mask());
        return linear(path + ".o_proj", attended, queryWidth, config.hiddenSize());
    }

    /**
     * Scaled dot-product attention (Vaswani et al. 2017) with grouped heads.
     *
     * @param queries {@code [rows, heads * headSize]}
     * @param keys {@code [tokens, keyValueHeads * headSize]}, and so are values
     * @param mask {@code [rows, tokens]}
     * @return {@code [rows, heads * headSize]}
     */
    private Value attend(Value queries, Value keys, Value values, Value mask) {
        double scale = Math.pow(config.headSize(), -0.5);
        Value byQuery = byHead(perHead(queries, config.heads()));
        Value scores = graph.matmul(byQuery, byHead(repeat(keys)), false, true);
        Value masked = graph.add(graph.scale(scores, scale), mask);
        Value mixed = graph.matmul(graph.softmax(masked), byHead(repeat(values)));
        Value joined = graph.reshape(graph.permute(mixed, 1, 0, 2), -1, (long) config.heads() * config.headSize());
        List<Value> read = List.of(queries, keys, values, mask);
        return graph.mark(Block.Kind.ATTENTION, joined, read, config.headSize(), scale, 0);
    }

    /**
     * Rotary position embedding (Su et al. 2021) in the half-split form of transformers: channel i turns with channel
     * i + headSize / 2.
     *
     * @param x {@code [tokens, heads * headSize]}
     * @return {@code [tokens, heads * headSize]}
     */
    private Value rotary(Value x, int heads, DecoderInputs places) {
        int half = config.headSize() / 2;
        Value split = perHead(x, heads);
        Value first = graph.slice(split, new int[] {0, 0, 0}, -1, heads, half);
        Value second = graph.slice(split, new int[] {0, 0, half}, -1, heads, half);
        Value cosines = graph.reshape(places.cosines(), -1, 1, half);
        Value sines = graph.reshape(places.sines(), -1, 1, half);
        Value turnedFirst = graph.subtract(graph.multiply(first, cosines), graph.multiply(second, sines));
        Value turnedSecond = graph.add(graph.multiply(second, cosines), graph.multiply(first, sines));
        Value turned = graph.reshape(graph.concat(2, turnedFirst, turnedSecond), -1, (long) heads * config.headSize());
        List<Value> read = List.of(x, places.cosines(), places.sines());
        return graph.mark(Block.Kind.ROTARY, turned, read, config.headSize());
    }

    private Value perHead(Value x, int heads) {
        return graph.reshape(x, -1, heads, config.headSize());
    }

    /** Gives each key or value head to all query heads of its group (Ainslie et al. 2023): {@code [tokens, heads, d]}. */
    private Value repeat(Value x) {
        int group = config.heads() / config.keyValueHeads();
        if (group == 1) {
            return perHead(x, config.heads());
        }
        Value single = graph.reshape(x, -1, config.keyValueHeads(), 1, config.headSize());
        Value[] copies = new Value[group];
        Arrays.fill(copies, single);
        return perHead(graph.concat(2, copies), config.heads());
    }

    private Value byHead(Value x) {
        return graph.permute(x, 1, 0, 2);
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
