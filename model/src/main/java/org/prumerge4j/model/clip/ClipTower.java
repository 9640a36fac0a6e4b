package org.prumerge4j.model.clip;

import java.util.Arrays;
import java.util.List;
import org.prumerge4j.model.config.VisionConfig;
import org.prumerge4j.model.graph.Block;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.model.graph.GraphBuilder;
import org.prumerge4j.model.graph.Layers;
import org.prumerge4j.model.graph.ParameterRole;
import org.prumerge4j.model.graph.Value;

/**
 * The vision half of CLIP (Radford et al. 2021) up to what token reduction reads, and no further.
 *
 * <p>LLaVA takes the input of the last encoder layer as features ({@code hidden_states[-2]}); PruMerge takes the last
 * layer's keys of all tokens and its query of [CLS]. So the last layer runs only its first normalisation and two
 * projections; its attention, its MLP and the final normalisation are never computed.
 */
public final class ClipTower {
    /** Input: normalised images {@code [images, 3, size, size]}. */
    public static final String PIXELS = "vision.pixels";
    /** Output: features {@code [images, 1 + patches, hidden]}, row 0 is [CLS]. */
    public static final String FEATURES = "vision.features";
    /** Output: keys of the last layer {@code [images, 1 + patches, hidden]}, row 0 is [CLS]. */
    public static final String KEYS = "vision.keys";
    /** Output: unscaled query of [CLS] in the last layer {@code [images, hidden]}. */
    public static final String CLASS_QUERY = "vision.class_query";

    private static final int COLOURS = VisionConfig.CHANNELS;

    private final GraphBuilder graph;
    private final VisionConfig config;
    private final int images;

    private ClipTower(GraphBuilder graph, VisionConfig config, int images) {
        this.graph = graph;
        this.config = config;
        this.images = images;
    }

    /**
     * The graph of the tower.
     *
     * @param images how many images one run takes
     */
    public static Graph graph(VisionConfig config, int images) {
        ClipTower tower = new ClipTower(new GraphBuilder(), config, images);
        tower.describe();
        return tower.graph.build();
    }

    /**
     * Adds the tower up to the input of its last layer to a graph, which may be one that trains it.
     *
     * @param images how many images one run takes, given as {@link #PIXELS}
     * @return {@code [images * positions, hidden]}
     */
    public static Value features(GraphBuilder graph, VisionConfig config, int images) {
        return new ClipTower(graph, config, images).features();
    }

    private Value features() {
        Value hidden = embeddings(graph.input(PIXELS, images, COLOURS, config.imageSize(), config.imageSize()));
        hidden = norm("vision_model.pre_layrnorm", hidden);
        for (int layer = 0; layer < config.layers() - 1; layer++) {
            hidden = encoderLayer("vision_model.encoder.layers." + layer, hidden);
        }
        return hidden;
    }

    private void describe() {
        Value hidden = features();
        graph.output(FEATURES, perImage(hidden));
        statistics("vision_model.encoder.layers." + (config.layers() - 1), hidden);
    }

    private Value embeddings(Value pixels) {
        Value patches = patchEmbeddings(pixels);
        Value classToken =
                graph.reshape(frozen("vision_model.embeddings.class_embedding", config.hiddenSize()), 1, 1, -1);
        Value[] classTokens = new Value[images];
        Arrays.fill(classTokens, classToken);
        Value sequence = graph.concat(1, images == 1 ? classToken : graph.concat(0, classTokens), patches);
        Value positions =
                frozen("vision_model.embeddings.position_embedding.weight", config.positions(), config.hiddenSize());
        Value positioned = graph.add(sequence, graph.reshape(positions, 1, config.positions(), config.hiddenSize()));
        return graph.reshape(positioned, -1, config.hiddenSize());
    }

    /**
     * A convolution whose stride is its width is a matrix product over patches, row by row of the grid; pixels that do
     * not fill a patch are left out, as a convolution without padding does.
     */
    private Value patchEmbeddings(Value pixels) {
        int grid = config.grid();
        int patch = config.patchSize();
        int hidden = config.hiddenSize();
        int used = grid * patch;
        Value covered = used == config.imageSize()
                ? pixels
                : graph.slice(pixels, new int[] {0, 0, 0, 0}, images, COLOURS, used, used);
        Value blocks = graph.reshape(covered, images, COLOURS, grid, patch, grid, patch);
        Value rows = graph.reshape(graph.permute(blocks, 0, 2, 4, 1, 3, 5), -1, (long) COLOURS * patch * patch);
        Value weight = frozen("vision_model.embeddings.patch_embedding.weight", hidden, COLOURS, patch, patch);
        Value embedded = graph.linear(rows, graph.reshape(weight, hidden, -1));
        return graph.reshape(embedded, images, config.patches(), hidden);
    }

    private Value encoderLayer(String path, Value hidden) {
        Value attended = attention(path + ".self_attn", norm(path + ".layer_norm1", hidden));
        Value afterAttention = graph.add(hidden, attended);
        Value widened = linear(
                path + ".mlp.fc1",
                norm(path + ".layer_norm2", afterAttention),
                config.hiddenSize(),
                config.intermediateSize());
        Value narrowed = linear(
                path + ".mlp.fc2", Layers.quickGelu(graph, widened), config.intermediateSize(), config.hiddenSize());
        return graph.add(afterAttention, narrowed);
    }

    private Value attention(String path, Value x) {
        Value queries = hiddenLinear(path + ".q_proj", x);
        Value keys = hiddenLinear(path + ".k_proj", x);
        Value values = hiddenLinear(path + ".v_proj", x);
        double scale = Math.pow(config.headSize(), -0.5);
        Value weights = graph.softmax(graph.matmul(heads(graph.scale(queries, scale)), heads(keys), false, true));
        Value mixed = graph.permute(graph.matmul(weights, heads(values)), 0, 2, 1, 3);
        Value joined = graph.reshape(mixed, -1, config.hiddenSize());
        List<Value> read = List.of(queries, keys, values);
        Value attended = graph.mark(Block.Kind.ATTENTION, joined, read, config.headSize(), scale, images);
        return hiddenLinear(path + ".out_proj", attended);
    }

    /** {@code [images * positions, hidden]} to {@code [images, heads, positions, headSize]}. */
    private Value heads(Value x) {
        Value split = graph.reshape(x, images, config.positions(), config.heads(), config.headSize());
        return graph.permute(split, 0, 2, 1, 3);
    }

    private void statistics(String path, Value hidden) {
        Value normed = norm(path + ".layer_norm1", hidden);
        graph.output(KEYS, perImage(hiddenLinear(path + ".self_attn.k_proj", normed)));
        Value classRows = graph.slice(perImage(normed), new int[] {0, 0, 0}, images, 1, config.hiddenSize());
        Value classQuery = hiddenLinear(path + ".self_attn.q_proj", graph.reshape(classRows, -1, config.hiddenSize()));
        graph.output(CLASS_QUERY, classQuery);
    }

    private Value perImage(Value rows) {
        return graph.reshape(rows, images, config.positions(), config.hiddenSize());
    }

    private Value norm(String path, Value x) {
        Value weight = frozen(path + ".weight", config.hiddenSize());
        Value bias = frozen(path + ".bias", config.hiddenSize());
        return Layers.layerNorm(graph, x, weight, bias, config.layerNormEpsilon());
    }

    private Value hiddenLinear(String path, Value x) {
        return linear(path, x, config.hiddenSize(), config.hiddenSize());
    }

    private Value linear(String path, Value x, int in, int out) {
        return graph.linear(x, frozen(path + ".weight", out, in), frozen(path + ".bias", out));
    }

    private Value frozen(String name, long... extents) {
        return graph.parameter(name, ParameterRole.FROZEN, extents);
    }
}
