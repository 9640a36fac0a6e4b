package org.prumerge4j.model.graph;

import java.util.List;

/** Layers that more than one network uses, each in its plain form of elementary operations, marked as a {@link Block}. */
public final class Layers {
    /** Factor of the sigmoid in OpenAI's approximation of GELU. */
    private static final double QUICK_GELU_FACTOR = 1.702;

    private Layers() {}

    /**
     * Root-mean-square normalisation, {@code x / sqrt(mean(x^2) + epsilon) * weight} (Zhang and Sennrich 2019, eq. 4).
     *
     * @param x {@code [rows, channels]}
     * @param weight {@code [channels]}
     */
    public static Value rmsNorm(GraphBuilder graph, Value x, Value weight, double epsilon) {
        Value meanSquare = graph.meanOfLast(graph.square(x));
        Value inverse = graph.reciprocalSquareRoot(graph.shift(meanSquare, epsilon));
        Value normed = graph.multiply(graph.multiply(x, inverse), weight);
        return graph.mark(Block.Kind.RMS_NORM, normed, List.of(x, weight), epsilon);
    }

    /**
     * Layer normalisation with biased variance (Ba et al. 2016).
     *
     * @param x {@code [rows, channels]}
     * @param weight {@code [channels]}
     * @param bias {@code [channels]}
     */
    public static Value layerNorm(GraphBuilder graph, Value x, Value weight, Value bias, double epsilon) {
        Value centred = graph.subtract(x, graph.meanOfLast(x));
        Value variance = graph.meanOfLast(graph.square(centred));
        Value inverse = graph.reciprocalSquareRoot(graph.shift(variance, epsilon));
        Value normed = graph.add(graph.multiply(graph.multiply(centred, inverse), weight), bias);
        return graph.mark(Block.Kind.LAYER_NORM, normed, List.of(x, weight, bias), epsilon);
    }

    /** {@code x sigmoid(1.702 x)}, the activation of CLIP. */
    public static Value quickGelu(GraphBuilder graph, Value x) {
        Value activated = graph.multiply(x, graph.sigmoid(graph.scale(x, QUICK_GELU_FACTOR)));
        return graph.mark(Block.Kind.QUICK_GELU, activated, List.of(x));
    }

    /** {@code x Phi(x)} with the exact normal distribution function (Hendrycks and Gimpel 2016). */
    public static Value gelu(GraphBuilder graph, Value x) {
        Value distribution = graph.scale(graph.shift(graph.erf(graph.scale(x, Math.sqrt(0.5))), 1), 0.5);
        return graph.mark(Block.Kind.GELU, graph.multiply(x, distribution), List.of(x));
    }

    /** {@code silu(gate) up} with {@code silu(x) = x sigmoid(x)} (Shazeer 2020, SwiGLU). */
    public static Value swiGlu(GraphBuilder graph, Value gate, Value up) {
        Value product = graph.multiply(graph.multiply(gate, graph.sigmoid(gate)), up);
        return graph.mark(Block.Kind.SWIGLU, product, List.of(gate, up));
    }

    /**
     * Cross-entropy of logits, summed over rows.
     *
     * @param logits {@code [rows, classes]}
     * @param targets integers {@code [rows]}
     * @return a scalar
     */
    public static Value crossEntropy(GraphBuilder graph, Value logits, Value targets, int classes) {
        Value wanted = graph.oneHot(targets, classes);
        Value likelihoods = graph.sumOfLast(graph.multiply(graph.logSoftmax(logits), wanted));
        Value loss = graph.scale(graph.sum(likelihoods), -1);
        return graph.mark(Block.Kind.CROSS_ENTROPY, loss, List.of(logits, targets));
    }
}
