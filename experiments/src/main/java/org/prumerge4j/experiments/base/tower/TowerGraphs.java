package org.prumerge4j.experiments.base.tower;

import org.prumerge4j.model.clip.ClipTower;
import org.prumerge4j.model.config.VisionConfig;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.model.graph.GraphBuilder;
import org.prumerge4j.model.graph.Layers;
import org.prumerge4j.model.graph.ParameterRole;
import org.prumerge4j.model.graph.Value;

/**
 * The graphs that train a tower. Heads read what LLaVA reads, the input of the last layer; [CLS] alone goes through the
 * last layer, since nobody reads other rows of its output.
 */
final class TowerGraphs {
    /** Scalar outputs: cross-entropy of patches, their squared errors of places, losses of [CLS] and of its attention. */
    static final String PATCHES = "patches";

    static final String PLACES = "positions";
    static final String WHOLE = "whole";
    static final String ATTENTION = "attention";

    /** Input: features {@code [images, positions, hidden]} for training the last layer alone. */
    static final String FEATURES = "features";
    /** Input: wanted logarithms of attention {@code [images, positions]}. */
    static final String WANTED_ATTENTION = "wanted.attention";
    /** Input: weights of these {@code [images, positions]}. */
    static final String ATTENTION_WEIGHTS = "wanted.attention.weights";
    /** Output: the logarithms of attention as they are. */
    static final String LOG_ATTENTION = "log.attention";

    /** Prefix of weights that only training needs. */
    static final String HEADS = "heads.";

    private final GraphBuilder graph = new GraphBuilder().trainEverything();
    private final VisionConfig config;
    private final int images;

    private TowerGraphs(VisionConfig config, int images) {
        this.config = config;
        this.images = images;
    }

    /** All of the tower, from pixels and targets. */
    static Graph everything(VisionConfig config, int images) {
        return new TowerGraphs(config, images).everything();
    }

    /** The last layer alone, from features. */
    static Graph lastLayer(VisionConfig config, int images) {
        return new TowerGraphs(config, images).lastLayer();
    }

    private Graph everything() {
        Value hidden = ClipTower.features(graph, config, images);
        Value normed = norm(HEADS + "patches.norm", hidden);
        Value patches = graph.add(
                graph.add(classes(normed, "kinds", SceneTargets.KINDS), classes(normed, "looks", SceneTargets.LOOKS)),
                graph.add(
                        classes(normed, "surfaces", SceneTargets.SURFACES),
                        classes(normed, "extents", SceneTargets.EXTENTS)));
        Value wanted = graph.input("places", rows(), SceneTargets.PLACES);
        Value weights = graph.input("places.weights", rows(), SceneTargets.PLACES);
        Value error = graph.subtract(head("places", normed, SceneTargets.PLACES), wanted);
        Value places = graph.sum(graph.sumOfLast(graph.multiply(graph.square(error), weights)));
        Value whole = whole(perImage(hidden)).loss;
        graph.output(PATCHES, patches);
        graph.output(PLACES, places);
        graph.output(WHOLE, whole);
        graph.loss("loss", graph.add(graph.add(patches, places), whole));
        return graph.build();
    }

    private Graph lastLayer() {
        Value features = graph.input(FEATURES, images, config.positions(), config.hiddenSize());
        Whole whole = whole(features);
        Value wanted = graph.input(WANTED_ATTENTION, images, config.positions());
        Value weights = graph.input(ATTENTION_WEIGHTS, images, config.positions());
        Value width = graph.scale(whole.rawScores, 1 / Math.sqrt(config.hiddenSize()));
        Value logarithms = graph.logSoftmax(width);
        Value error = graph.multiply(graph.square(graph.subtract(logarithms, wanted)), weights);
        Value attention = graph.sum(graph.sumOfLast(error));
        graph.output(LOG_ATTENTION, logarithms);
        graph.output(WHOLE, whole.loss);
        graph.output(ATTENTION, attention);
        graph.loss("loss", graph.add(attention, graph.scale(whole.loss, WHOLE_WEIGHT)));
        return graph.build();
    }

    private static final double WHOLE_WEIGHT = 0.05;

    /** Loss of [CLS], and its scores {@code [images, positions]} over the whole width, not scaled. */
    private record Whole(Value loss, Value rawScores) {}

    private Whole whole(Value features) {
        String path = "vision_model.encoder.layers." + (config.layers() - 1);
        int width = config.hiddenSize();
        Value normed = norm(path + ".layer_norm1", graph.reshape(features, -1, width));
        Value classRow = classRows(graph.reshape(normed, images, config.positions(), width));
        Value query = linear(path + ".self_attn.q_proj", classRow, width, width);
        Value keys = linear(path + ".self_attn.k_proj", normed, width, width);
        Value values = linear(path + ".self_attn.v_proj", normed, width, width);
        Value scores = graph.matmul(heads(query, 1), heads(keys, config.positions()), false, true);
        Value weights = graph.softmax(graph.scale(scores, 1 / Math.sqrt(config.headSize())));
        Value mixed = graph.reshape(
                graph.permute(graph.matmul(weights, heads(values, config.positions())), 0, 2, 1, 3), images, width);
        Value attended = graph.add(classRows(features), linear(path + ".self_attn.out_proj", mixed, width, width));
        Value wide = linear(path + ".mlp.fc1", norm(path + ".layer_norm2", attended), width, config.intermediateSize());
        Value narrow = linear(path + ".mlp.fc2", Layers.quickGelu(graph, wide), config.intermediateSize(), width);
        Value out = norm("vision_model.post_layernorm", graph.add(attended, narrow));
        Value loss = graph.add(
                graph.add(twoWay("pairs", out, SceneTargets.PAIRS), twoWay("characters", out, SceneTargets.CHARACTERS)),
                crossEntropy(head("counts", out, SceneTargets.COUNTS), "counts", images, SceneTargets.COUNTS));
        Value joint = graph.sumOfLast(
                graph.permute(graph.reshape(scores, images, config.heads(), config.positions()), 0, 2, 1));
        return new Whole(loss, joint);
    }

    private Value classes(Value normed, String name, int classes) {
        return crossEntropy(head(name, normed, classes), name, rows(), classes);
    }

    private Value twoWay(String name, Value x, int questions) {
        Value logits = graph.reshape(head(name, x, questions * SceneTargets.TWO), -1, SceneTargets.TWO);
        return crossEntropy(logits, name, images * questions, SceneTargets.TWO);
    }

    /** Cross-entropy with weighted targets, an input {@code [rows, classes]}; summed. */
    private Value crossEntropy(Value logits, String name, int rows, int classes) {
        Value targets = graph.input(name, rows, classes);
        return graph.scale(graph.sum(graph.sumOfLast(graph.multiply(graph.logSoftmax(logits), targets))), -1);
    }

    private Value head(String name, Value x, int out) {
        return linear(HEADS + name, x, config.hiddenSize(), out);
    }

    private Value classRows(Value perImage) {
        Value rows = graph.slice(perImage, new int[] {0, 0, 0}, images, 1, config.hiddenSize());
        return graph.reshape(rows, images, config.hiddenSize());
    }

    private Value heads(Value x, int length) {
        return graph.permute(graph.reshape(x, images, length, config.heads(), config.headSize()), 0, 2, 1, 3);
    }

    private Value perImage(Value rows) {
        return graph.reshape(rows, images, config.positions(), config.hiddenSize());
    }

    private int rows() {
        return images * config.positions();
    }

    private Value norm(String path, Value x) {
        Value weight = parameter(path + ".weight", config.hiddenSize());
        return Layers.layerNorm(
                graph, x, weight, parameter(path + ".bias", config.hiddenSize()), config.layerNormEpsilon());
    }

    private Value linear(String path, Value x, int in, int out) {
        return graph.linear(x, parameter(path + ".weight", out, in), parameter(path + ".bias", out));
    }

    private Value parameter(String name, long... extents) {
        return graph.parameter(name, ParameterRole.TRAINABLE, extents);
    }
}
