package org.prumerge4j.model.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.decoder.DecoderInputs;
import org.prumerge4j.model.decoder.LinearLayers;
import org.prumerge4j.model.decoder.LlamaDecoder;
import org.prumerge4j.model.decoder.SupervisedLoss;
import org.prumerge4j.model.decoder.TokenLayout;
import org.prumerge4j.model.execution.GradientCheck;
import org.prumerge4j.model.graph.DropoutPattern;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.model.graph.GraphBuilder;
import org.prumerge4j.model.graph.ParameterRole;
import org.prumerge4j.model.graph.Value;

/** Training graphs of small decoders with adapters on chosen linears. */
final class DecoderGraphs {
    static final String EMBEDDINGS = "embeddings";
    private static final int RANK = 3;
    private static final double SCALING = 1.5;

    private DecoderGraphs() {}

    /** A decoder whose linears named in {@code adapted} have adapters; all other weights are frozen. */
    static Graph training(DecoderConfig config, Set<String> adapted) {
        return training(config, adapted, 0, false);
    }

    /** The same with dropout of the adapters' inputs, and perhaps with blocks computed again in the backward run. */
    static Graph training(DecoderConfig config, Set<String> adapted, double dropout, boolean again) {
        GraphBuilder graph = new GraphBuilder();
        if (again) {
            graph.recomputeBetweenBoundaries();
        }
        LinearLayers linears = (g, path, x, in, out) -> {
            Value base = g.linear(x, g.parameter(path + ".weight", ParameterRole.FROZEN, out, in));
            if (!adapted.contains(path.substring(path.lastIndexOf('.') + 1))) {
                return base;
            }
            Value a = g.parameter(path + ".lora_A.weight", ParameterRole.TRAINABLE, RANK, in);
            Value b = g.parameter(path + ".lora_B.weight", ParameterRole.TRAINABLE, out, RANK);
            DropoutPattern pattern = new DropoutPattern(dropout, path.hashCode());
            Value kept = dropout > 0 ? g.dropout(x, path + ".dropout", in, pattern) : x;
            return g.add(base, g.linear(g.scale(g.linear(kept, a), SCALING), b));
        };
        Value embeddings = graph.input(EMBEDDINGS, -1, config.hiddenSize());
        DecoderInputs inputs = DecoderInputs.declare(graph, config.headSize());
        Value rows = SupervisedLoss.rows(graph);
        SupervisedLoss.describe(
                graph, config, LlamaDecoder.applyToRows(graph, config, linears, inputs, embeddings, rows));
        return graph.build();
    }

    /** Inputs for samples of the given lengths, every other token supervised. */
    static Map<String, INDArray> inputs(DecoderConfig config, List<Integer> lengths, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TokenLayout layout = new TokenLayout(lengths);
        Map<String, INDArray> inputs = new HashMap<>(layout.arrays(config));
        inputs.put(EMBEDDINGS, GradientCheck.random(random, 1, layout.tokens(), config.hiddenSize()));
        List<int[]> labels = lengths.stream()
                .map(length -> random.ints(length, 0, config.vocabularySize())
                        .map(id -> random.nextBoolean() ? id : -100)
                        .toArray())
                .toList();
        labels.get(0)[1] = 0;
        inputs.putAll(SupervisedLoss.of(labels, -100).arrays(layout.tokens()));
        return inputs;
    }

    /** Largest difference of two arrays, in units of the norm of the first over the root of its size. */
    static double distance(INDArray expected, INDArray actual) {
        double size = expected.norm2Number().doubleValue();
        double difference = expected.sub(actual).norm2Number().doubleValue();
        return size == 0 ? difference : difference / size;
    }

    static INDArray integers(int... values) {
        return Nd4j.createFromArray(values);
    }
}
