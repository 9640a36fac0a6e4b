import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
import org.prumerge4j.model.execution.Gradients;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.model.graph.GraphBuilder;
import org.prumerge4j.model.graph.ParameterRole;
import org.prumerge4j.model.graph.ParameterSpec;
import org.prumerge4j.model.graph.Value;

/**
 * Our side of the benchmarks of a decoder's training step. It writes random weights and inputs into a folder, from
 * which the peer takes the same, and then runs one forward and backward step for each line on standard input, answering
 * with seconds, seconds of processor time, loss and the largest resident memory so far. A line "profile" answers with a table instead.
 *
 * <p>Arguments: folder, vocabulary, supervised share of tokens, comma-separated lengths of samples. Run by bench.py.
 */
final class StackBench {
    private static final int RANK = 16;
    private static final double SCALING = 2.0;
    private static final int HIDDEN = 512;
    private static final int LAYERS = 8;
    private static final int HEADS = 8;
    private static final int INTERMEDIATE = 1376;
    private static final int IGNORED = -100;

    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        Path folder = Path.of(arguments[0]);
        int vocabulary = Integer.parseInt(arguments[1]);
        double share = Double.parseDouble(arguments[2]);
        List<Integer> lengths =
                Arrays.stream(arguments[3].split(",")).map(Integer::valueOf).toList();
        boolean timed = arguments.length > 4;
        DecoderConfig config =
                new DecoderConfig(HIDDEN, INTERMEDIATE, LAYERS, HEADS, HEADS, vocabulary, 1e-6, 10000, 2048);
        Graph graph = graph(config);
        Map<String, INDArray> parameters = parameters(graph, folder);
        Map<String, INDArray> inputs = inputs(config, lengths, share, folder);
        int threads = Integer.getInteger("threads", Runtime.getRuntime().availableProcessors());
        CompiledExecutor.Mode mode = timed ? CompiledExecutor.Mode.TIMED : CompiledExecutor.Mode.FAST;
        try (CompiledExecutor executor = new CompiledExecutor(graph, parameters, threads, mode);
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            out.println("ready");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals("profile")) {
                    out.println(executor.report().table());
                    continue;
                }
                long start = System.nanoTime();
                long busy = cpuNanos();
                double loss;
                try (Gradients gradients = executor.gradients(inputs, List.of(SupervisedLoss.LOSS))) {
                    loss = gradients.outputs().get(SupervisedLoss.LOSS).getDouble(0);
                }
                double seconds = (System.nanoTime() - start) / 1e9;
                double cpu = (cpuNanos() - busy) / 1e9;
                out.println(seconds + " " + cpu + " " + loss + " " + resident("VmHWM") + " " + resident("VmRSS"));
            }
        }
    }

    private static Graph graph(DecoderConfig config) {
        GraphBuilder graph = new GraphBuilder();
        LinearLayers linears = (g, path, x, in, out) -> {
            Value base = g.linear(x, g.parameter(path + ".weight", ParameterRole.FROZEN, out, in));
            Value a = g.parameter(path + ".lora_A.weight", ParameterRole.TRAINABLE, RANK, in);
            Value b = g.parameter(path + ".lora_B.weight", ParameterRole.TRAINABLE, out, RANK);
            return g.add(base, g.linear(g.scale(g.linear(x, a), SCALING), b));
        };
        Value embeddings = graph.input("embeddings", -1, config.hiddenSize());
        DecoderInputs inputs = DecoderInputs.declare(graph, config.headSize());
        Value rows = SupervisedLoss.rows(graph);
        SupervisedLoss.describe(
                graph, config, LlamaDecoder.applyToRows(graph, config, linears, inputs, embeddings, rows));
        return graph.build();
    }

    private static Map<String, INDArray> parameters(Graph graph, Path folder) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        Map<String, INDArray> parameters = new HashMap<>();
        for (ParameterSpec parameter : graph.parameters().values()) {
            boolean norm = parameter.name().endsWith("norm.weight");
            float[] values = new float[(int) parameter.shape().elements()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (norm ? 1 : 0.04 * (2 * random.nextDouble() - 1));
            }
            parameters.put(
                    parameter.name(),
                    Nd4j.createFromArray(values).reshape(parameter.shape().toArray()));
            write(folder, parameter.name(), values);
        }
        return parameters;
    }

    private static Map<String, INDArray> inputs(DecoderConfig config, List<Integer> lengths, double share, Path folder)
            throws IOException {
        SplittableRandom random = new SplittableRandom(2);
        TokenLayout layout = new TokenLayout(lengths);
        float[] embeddings = new float[layout.tokens() * config.hiddenSize()];
        for (int i = 0; i < embeddings.length; i++) {
            embeddings[i] = (float) (2 * random.nextDouble() - 1);
        }
        write(folder, "embeddings", embeddings);
        List<int[]> labels = lengths.stream()
                .map(length -> random.ints(length, 0, config.vocabularySize()).toArray())
                .toList();
        // Answers stand at the end, as they do in conversations.
        labels.forEach(sample -> Arrays.fill(sample, 0, (int) ((1 - share) * sample.length), IGNORED));
        for (int i = 0; i < labels.size(); i++) {
            int[] sample = labels.get(i);
            float[] values = new float[sample.length];
            for (int token = 0; token < values.length; token++) {
                values[token] = sample[token];
            }
            write(folder, "labels" + i, values);
        }
        Map<String, INDArray> inputs = new HashMap<>(layout.arrays(config));
        inputs.put("embeddings", Nd4j.createFromArray(embeddings).reshape(layout.tokens(), config.hiddenSize()));
        inputs.putAll(SupervisedLoss.of(labels, IGNORED).arrays(layout.tokens()));
        return inputs;
    }

    private static void write(Path folder, String name, float[] values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        Files.write(folder.resolve(name + ".f32"), bytes.array());
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    /** Resident memory of this process in megabytes, now or at most. */
    private static long resident(String key) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith(key)) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
        }
        return 0;
    }
}
