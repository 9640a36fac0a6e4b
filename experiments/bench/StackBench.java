import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.decoder.DecoderInputs;
import org.prumerge4j.model.decoder.LinearLayers;
import org.prumerge4j.model.decoder.LlamaDecoder;
import org.prumerge4j.model.decoder.SupervisedLoss;
import org.prumerge4j.model.decoder.TokenLayout;
import org.prumerge4j.model.engine.CompiledExecutor;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.model.graph.GraphBuilder;
import org.prumerge4j.model.graph.ParameterRole;
import org.prumerge4j.model.graph.ParameterSpec;
import org.prumerge4j.model.graph.Value;
import org.prumerge4j.training.accumulation.TokenWeightedAccumulator;
import org.prumerge4j.training.llava.TrainableWeights;
import org.prumerge4j.training.optimizer.AdamW;
import org.prumerge4j.training.optimizer.AdamWOptions;
import org.prumerge4j.training.optimizer.ParameterGroup;

/**
 * Our side of the benchmarks of a decoder's training step. It writes random weights and inputs into a folder, from
 * which the peer takes the same. Lines: "step" runs forward and backward, "train" makes an update by AdamW too; both
 * answer with the loss. "profile" answers with a table of kernels.
 *
 * <p>Arguments: folder, vocabulary, supervised share of tokens, comma-separated lengths of samples, and "profile" to time
 * every kernel. Run by bench.py.
 */
final class StackBench {
    private static final int RANK = 16;
    private static final double SCALING = 2.0;
    private static final int HIDDEN = 512;
    private static final int LAYERS = 8;
    private static final int HEADS = 8;
    private static final int INTERMEDIATE = 1376;
    private static final int IGNORED = -100;
    private static final double LEARNING_RATE = 2e-4;
    private static final String EMBEDDINGS = "embeddings";

    private final DecoderConfig config;
    private final Path folder;
    private final TokenLayout layout;
    private final Graph graph;
    private final Map<String, INDArray> parameters = new HashMap<>();
    private final TrainableWeights weights;
    private final INDArray embeddings;
    private final SupervisedLoss supervised;

    private StackBench(Path folder, int vocabulary, double share, List<Integer> lengths) throws IOException {
        this.config = new DecoderConfig(HIDDEN, INTERMEDIATE, LAYERS, HEADS, HEADS, vocabulary, 1e-6, 10000, 2048);
        this.folder = folder;
        this.layout = new TokenLayout(lengths);
        this.graph = graph(config);
        Map<String, float[]> trained = new HashMap<>();
        SplittableRandom random = new SplittableRandom(1);
        for (ParameterSpec parameter : graph.parameters().values()) {
            float[] values = values(random, parameter);
            BenchSide.write(folder.resolve(parameter.name() + ".f32"), values);
            if (parameter.role() == ParameterRole.TRAINABLE) {
                trained.put(parameter.name(), values);
            } else {
                parameters.put(
                        parameter.name(),
                        Nd4j.createFromArray(values).reshape(parameter.shape().toArray()));
            }
        }
        this.weights = new TrainableWeights(graph.trainable(), parameter -> trained.get(parameter.name()));
        parameters.putAll(weights.arrays());
        this.embeddings = embeddings();
        this.supervised = supervised(share);
    }

    public static void main(String[] arguments) throws IOException {
        BenchSide side = new BenchSide();
        List<Integer> lengths =
                Arrays.stream(arguments[3].split(",")).map(Integer::valueOf).toList();
        boolean timed = arguments.length > 4;
        new StackBench(Path.of(arguments[0]), Integer.parseInt(arguments[1]), Double.parseDouble(arguments[2]), lengths)
                .run(side, timed ? CompiledExecutor.Mode.TIMED : CompiledExecutor.Mode.FAST);
    }

    private void run(BenchSide side, CompiledExecutor.Mode mode) throws IOException {
        int threads = Integer.getInteger("threads", Runtime.getRuntime().availableProcessors());
        AdamW optimizer = new AdamW(
                List.of(new ParameterGroup("lora", LEARNING_RATE, 0, weights.parameters())), AdamWOptions.DEFAULTS);
        TokenWeightedAccumulator accumulator = new TokenWeightedAccumulator(weights.parameters());
        try (CompiledExecutor executor = new CompiledExecutor(graph, parameters, threads, mode)) {
            side.serve(line -> {
                if (line.equals("profile")) {
                    side.print(executor.report().table());
                    return 0;
                }
                accumulator.begin();
                double loss = gradients(executor, accumulator);
                if (line.equals("train")) {
                    optimizer.step(accumulator.meanGradients(), 1);
                }
                return loss;
            });
        }
    }

    /** Forward and backward; gradients are added to the accumulator as they come, as in training. */
    private double gradients(CompiledExecutor executor, TokenWeightedAccumulator accumulator) {
        Map<String, INDArray> inputs = inputs();
        try (INDArray result = executor.gradients(inputs, List.of(SupervisedLoss.LOSS), accumulator::add)
                .get(SupervisedLoss.LOSS)) {
            double loss = result.getDouble(0);
            accumulator.addLoss(loss, supervised.rows().size());
            return loss;
        } finally {
            inputs.remove(EMBEDDINGS);
            inputs.values().forEach(INDArray::close);
        }
    }

    /** As in training, everything but the embeddings is made anew for every batch. */
    private Map<String, INDArray> inputs() {
        Map<String, INDArray> inputs = new HashMap<>(layout.arrays(config));
        inputs.putAll(supervised.arrays(layout.tokens()));
        inputs.put(EMBEDDINGS, embeddings);
        return inputs;
    }

    private static Graph graph(DecoderConfig config) {
        GraphBuilder graph = new GraphBuilder();
        LinearLayers linears = (g, path, x, in, out) -> {
            Value base = g.linear(x, g.parameter(path + ".weight", ParameterRole.FROZEN, out, in));
            Value a = g.parameter(path + ".lora_A.weight", ParameterRole.TRAINABLE, RANK, in);
            Value b = g.parameter(path + ".lora_B.weight", ParameterRole.TRAINABLE, out, RANK);
            return g.add(base, g.linear(g.scale(g.linear(x, a), SCALING), b));
        };
        Value embeddings = graph.input(EMBEDDINGS, -1, config.hiddenSize());
        DecoderInputs inputs = DecoderInputs.declare(graph, config.headSize());
        Value rows = SupervisedLoss.rows(graph);
        SupervisedLoss.describe(
                graph, config, LlamaDecoder.applyToRows(graph, config, linears, inputs, embeddings, rows));
        return graph.build();
    }

    private static float[] values(SplittableRandom random, ParameterSpec parameter) {
        boolean norm = parameter.name().endsWith("norm.weight");
        float[] values = new float[(int) parameter.shape().elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (norm ? 1 : 0.04 * (2 * random.nextDouble() - 1));
        }
        return values;
    }

    private INDArray embeddings() throws IOException {
        SplittableRandom random = new SplittableRandom(2);
        float[] values = new float[layout.tokens() * config.hiddenSize()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (2 * random.nextDouble() - 1);
        }
        BenchSide.write(folder.resolve(EMBEDDINGS + ".f32"), values);
        return Nd4j.createFromArray(values).reshape(layout.tokens(), config.hiddenSize());
    }

    /** Random labels for the last part of every sample: answers stand at the end, as they do in conversations. */
    private SupervisedLoss supervised(double share) throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        List<int[]> labels = layout.lengths().stream()
                .map(length -> random.ints(length, 0, config.vocabularySize()).toArray())
                .toList();
        labels.forEach(sample -> Arrays.fill(sample, 0, (int) ((1 - share) * sample.length), IGNORED));
        for (int i = 0; i < labels.size(); i++) {
            int[] sample = labels.get(i);
            float[] values = new float[sample.length];
            for (int token = 0; token < values.length; token++) {
                values[token] = sample[token];
            }
            BenchSide.write(folder.resolve("labels" + i + ".f32"), values);
        }
        return SupervisedLoss.of(labels, IGNORED);
    }
}
