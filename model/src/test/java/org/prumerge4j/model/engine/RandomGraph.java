package org.prumerge4j.model.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.decoder.DecoderInputs;
import org.prumerge4j.model.decoder.LlamaDecoder;
import org.prumerge4j.model.decoder.RowSelection;
import org.prumerge4j.model.decoder.TokenLayout;
import org.prumerge4j.model.execution.GradientCheck;
import org.prumerge4j.model.graph.DropoutPattern;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.model.graph.GraphBuilder;
import org.prumerge4j.model.graph.Layers;
import org.prumerge4j.model.graph.ParameterRole;
import org.prumerge4j.model.graph.Value;

/** A graph of randomly chosen blocks and operations on arrays {@code [tokens, width]}, some of its weights frozen. */
final class RandomGraph {
    private static final String LOSS = "loss";
    private static final int CLASSES = 7;

    private final SplittableRandom random;
    private final GraphBuilder graph = new GraphBuilder();
    private final List<Value> values = new ArrayList<>();
    private final Map<String, INDArray> inputs = new HashMap<>();
    private final TokenLayout layout;
    private final DecoderConfig decoder;
    private final DecoderInputs places;
    private final int width;
    private final double trainedShare;
    private int weights;

    RandomGraph(long seed) {
        random = new SplittableRandom(seed);
        List<Integer> lengths = new ArrayList<>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            lengths.add(random.nextInt(2, 30));
        }
        layout = new TokenLayout(lengths);
        int heads = 2 << random.nextInt(2);
        width = heads * 2 * random.nextInt(1, 5);
        trainedShare = random.nextDouble();
        decoder = new DecoderConfig(
                width, random.nextInt(3, 40), 1, heads, heads >> random.nextInt(2), 9, 1e-5, 10000, 64);
        places = DecoderInputs.declare(graph, decoder.headSize());
        inputs.putAll(layout.arrays(decoder));
        if (random.nextBoolean()) {
            graph.recomputeBetweenBoundaries();
        }
        values.add(input("x", layout.tokens(), width));
        values.add(linear(values.get(0), width));
        for (int step = random.nextInt(3, 12); step > 0; step--) {
            // Kept near one in size, so that rounding is not magnified from step to step.
            Value next = Layers.rmsNorm(graph, step(any()), weight(width), 0.1);
            values.add(next);
            if (random.nextInt(3) == 0) {
                graph.boundary(next);
            }
        }
        lose();
    }

    /** The graph; its only output beside the loss is "last". */
    Graph build() {
        return graph.build();
    }

    Map<String, INDArray> inputs() {
        return inputs;
    }

    private Value any() {
        return values.get(random.nextInt(values.size()));
    }

    private Value input(String name, int rows, int columns) {
        inputs.put(name, GradientCheck.random(random, 1, rows, columns));
        return graph.input(name, -1, columns);
    }

    private Value weight(long... extents) {
        boolean trained = weights == 0 || random.nextDouble() < trainedShare;
        return graph.parameter("w" + weights++, trained ? ParameterRole.TRAINABLE : ParameterRole.FROZEN, extents);
    }

    private Value linear(Value x, long out) {
        Value base = graph.linear(x, weight(out, width));
        int rank = random.nextInt(4);
        if (rank == 0) {
            return base;
        }
        Value kept = x;
        // Of these the graph can tell how many rows they have.
        boolean first = values.indexOf(x) == 0 || values.indexOf(x) == 1;
        if (first && random.nextBoolean()) {
            inputs.put(GraphBuilder.DRAW, Nd4j.createFromArray(random.nextInt(), random.nextInt()));
            kept = graph.dropout(x, "mask" + weights, width, new DropoutPattern(0.3, random.nextLong()));
        }
        Value low = graph.scale(graph.linear(kept, weight(rank, width)), 1.5);
        return graph.add(base, graph.linear(low, weight(out, rank)));
    }

    private Value step(Value x) {
        return switch (random.nextInt(14)) {
            case 0 -> graph.add(any(), x);
            case 1 -> graph.subtract(graph.multiply(x, any()), weight(1, width));
            case 2 -> Layers.layerNorm(graph, x, weight(width), weight(width), 1e-2);
            case 3 -> Layers.quickGelu(graph, x);
            case 4 -> Layers.gelu(graph, x);
            case 5 -> Layers.swiGlu(graph, linear(x, width), linear(x, width));
            case 6 -> linear(x, width);
            case 7 -> decoder(x);
            case 8 -> split(x);
            case 9 -> graph.permute(graph.multiply(graph.permute(x, 1, 0), weight(width, 1)), 1, 0);
            case 10 -> graph.reshape(graph.permute(graph.reshape(x, -1, width / 2, 2), 0, 2, 1), -1, width);
            case 11 -> graph.multiply(x, graph.meanOfLast(graph.sigmoid(any())));
            case 12 -> chosen(x);
            default -> graph.multiply(graph.softmax(x), any());
        };
    }

    /** A decoder block and a norm; several in one graph share frozen weights, not adapters. */
    private Value decoder(Value x) {
        return LlamaDecoder.apply(
                graph,
                decoder,
                (g, path, in, from, to) -> {
                    Value base = g.linear(in, g.parameter(path + ".weight", ParameterRole.FROZEN, to, from));
                    if (random.nextBoolean()) {
                        return base;
                    }
                    Value low = g.scale(g.linear(in, weight(2, from)), 0.5);
                    return g.add(base, g.linear(low, weight(to, 2)));
                },
                places,
                x);
    }

    private Value split(Value x) {
        List<Value> halves = graph.split(x, 2, 1);
        Value first = graph.slice(x, new int[] {0, 0}, -1, 1);
        Value rest = graph.slice(x, new int[] {0, 1}, -1, width / 2 - 1);
        Value mixed = width == 2 ? first : graph.concat(1, rest, first);
        return graph.concat(1, mixed, graph.add(halves.get(0), graph.multiply(halves.get(1), halves.get(1))));
    }

    /** Rows in another order, some of them twice. */
    private Value chosen(Value x) {
        int[] picked = random.ints(layout.tokens(), 0, layout.tokens()).toArray();
        String name = "rows" + weights++;
        inputs.put(name, RowSelection.matrix(picked, layout.tokens()));
        return graph.matmul(graph.input(name, -1, -1), x);
    }

    private void lose() {
        Value last = values.get(values.size() - 1);
        graph.output("last", last);
        int[] targets = random.ints(layout.tokens(), -1, CLASSES).toArray();
        inputs.put("targets", Nd4j.createFromArray(targets));
        Value logits = linear(last, CLASSES);
        Value loss = Layers.crossEntropy(graph, logits, graph.integers("targets", -1), CLASSES);
        // Of all values: SameDiff has no gradients of weights that the loss does not depend on.
        Value all = values.stream().reduce(graph::add).orElseThrow();
        Value squares = graph.sum(graph.reshape(graph.square(all), -1));
        graph.loss(LOSS, graph.add(loss, graph.scale(squares, 0.01)));
    }
}
