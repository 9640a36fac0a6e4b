import com.sun.management.OperatingSystemMXBean;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.prumerge4j.data.sample.Labels;
import org.prumerge4j.data.sample.SplicedSample;
import org.prumerge4j.experiments.plan.Activations;
import org.prumerge4j.experiments.plan.GemmRate;
import org.prumerge4j.experiments.plan.MemoryEstimate;
import org.prumerge4j.experiments.plan.ParameterCounts;
import org.prumerge4j.experiments.plan.TokensPerSample;
import org.prumerge4j.lora.Adapter;
import org.prumerge4j.lora.AdapterLayout;
import org.prumerge4j.lora.DecoderLinears;
import org.prumerge4j.lora.LoraInitialisation;
import org.prumerge4j.lora.LoraLinears;
import org.prumerge4j.lora.LoraOptions;
import org.prumerge4j.model.checkpoint.LlavaWeights;
import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.decoder.SupervisedLoss;
import org.prumerge4j.model.decoder.TokenEmbeddings;
import org.prumerge4j.model.engine.CompiledExecutor;
import org.prumerge4j.model.engine.PlanReport;
import org.prumerge4j.model.engine.parallel.Blas;
import org.prumerge4j.model.execution.ParameterArrays;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.model.graph.ParameterRole;
import org.prumerge4j.model.graph.ParameterSpec;
import org.prumerge4j.model.tensor.TensorValues;
import org.prumerge4j.prumerge.MergeMatrix;
import org.prumerge4j.training.accumulation.TokenWeightedAccumulator;
import org.prumerge4j.training.llava.LlavaBatch;
import org.prumerge4j.training.llava.LlavaGraph;
import org.prumerge4j.training.llava.ReducedImage;
import org.prumerge4j.training.llava.TrainableWeights;
import org.prumerge4j.training.optimizer.AdamW;
import org.prumerge4j.training.optimizer.AdamWOptions;
import org.prumerge4j.training.optimizer.GradientClipping;
import org.prumerge4j.training.optimizer.ParameterGroups;

/**
 * Training steps of a checkpoint of real size: adapters of rank 128 on all linears and the projector, AdamW, one sample of
 * visual and text tokens. Prints times, memory and the share of the machine's rate of matrix products.
 *
 * <p>Arguments: checkpoint folder, numbers of visual tokens separated by commas, text tokens, rounds. Run by large.py.
 */
final class LargeStep {
    private static final int RANK = 128;
    private static final boolean RECOMPUTE = Boolean.getBoolean("recompute");
    private static final int TIME = 3;
    private static final int PROCESSOR = 4;
    private static final double GIGA = 1e9;
    private static final double MEGA = 1e6;
    private static final PrintStream OUT =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

    private final LlavaConfig config;
    private final int text;
    private final TokenEmbeddings embeddings;
    private final AdapterLayout layout;
    private final Graph graph;
    private final TrainableWeights weights;
    private final CompiledExecutor executor;
    private final AdamW optimizer;
    private final TokenWeightedAccumulator sums;

    public static void main(String[] arguments) throws IOException {
        System.setOut(System.err);
        int[] visual = Arrays.stream(arguments[1].split(",")).mapToInt(Integer::parseInt).toArray();
        int rounds = Integer.parseInt(arguments[3]);
        double rate = GemmRate.measure();
        double perCore = ratePerCore();
        print("matrix products: %.1f GFLOP/s, %.1f for each second of a processor%n", rate / GIGA, perCore / GIGA);
        Memory memory = new Memory();
        memory.start();
        try (LlavaWeights weights = LlavaWeights.open(Path.of(arguments[0]))) {
            LargeStep step = new LargeStep(weights, Integer.parseInt(arguments[2]));
            step.compile(visual);
            step.run(visual, rounds, new double[] {rate, perCore}, memory);
        }
        System.exit(0);
    }

    LargeStep(LlavaWeights base, int text) {
        this.config = base.config();
        this.text = text;
        embeddings = new TokenEmbeddings(base);
        LoraOptions lora = LoraOptions.of(RANK, 2 * RANK);
        layout = AdapterLayout.of(lora, DecoderLinears.of(config.decoder()));
        long start = System.nanoTime();
        graph = LlavaGraph.training(config, LoraLinears.training(layout, 0), ParameterRole.TRAINABLE, RECOMPUTE);
        print("graph described in %.2f s%n", seconds(start));
        Map<String, Adapter> adapters = new HashMap<>();
        layout.adapters().forEach(adapter -> adapters.put(adapter.nameA(), adapter));
        LoraInitialisation initial = new LoraInitialisation(1);
        weights = new TrainableWeights(graph.trainable(), parameter -> {
            if (parameter.name().startsWith("mm_projector.")) {
                return TensorValues.floats(base, parameter.name());
            }
            Adapter adapter = adapters.get(parameter.name());
            // B starts at small values instead of zero, so that all gradients have work to do.
            return adapter == null ? small(parameter) : initial.valuesA(adapter);
        });
        Map<String, INDArray> bound = new HashMap<>(ParameterArrays.load(graph, ParameterRole.FROZEN, base));
        bound.putAll(weights.arrays());
        int threads = Integer.getInteger("threads", Runtime.getRuntime().availableProcessors());
        executor = new CompiledExecutor(
                graph,
                bound,
                threads,
                Boolean.getBoolean("profile") ? CompiledExecutor.Mode.TIMED : CompiledExecutor.Mode.FAST);
        optimizer = new AdamW(ParameterGroups.standard(weights.parameters(), 2e-4, 2e-5, 0), AdamWOptions.DEFAULTS);
        sums = new TokenWeightedAccumulator(optimizer.parameters());
    }

    private static float[] small(ParameterSpec parameter) {
        SplittableRandom random = new SplittableRandom(parameter.name().hashCode());
        float[] values = new float[Math.toIntExact(parameter.shape().elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = 1e-3f * (float) (random.nextDouble() - 0.5);
        }
        return values;
    }

    /** The buckets that will be run, and another a token shorter than the first, as the next batch would be. */
    private void compile(int... visual) {
        for (int tokens : IntStream.concat(Arrays.stream(visual), IntStream.of(visual[0] - 1)).toArray()) {
            Map<String, INDArray> inputs = inputs(tokens);
            long start = System.nanoTime();
            PlanReport plan = executor.plan(inputs, List.of(SupervisedLoss.LOSS));
            print("%d visual tokens: plan compiled in %.2f s, arena %.1f MB%n", tokens, seconds(start), plan.arenaBytes() / MEGA);
            inputs.values().forEach(INDArray::close);
        }
    }

    private void run(int[] visual, int rounds, double[] rates, Memory memory) {
        Map<Integer, List<double[]>> times = new HashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (int tokens : visual) {
                double[] taken = step(tokens);
                print(
                        "round %d, %d visual tokens: forward and backward %.2f s, update %.2f s, processor %.2f s, loss %.4f; anonymous %.2f GB, peak %.2f GB, file %.2f GB%n",
                        round, tokens, taken[0], taken[1], taken[PROCESSOR], taken[2], Memory.read("RssAnon") / GIGA, memory.peak / GIGA, Memory.read("RssFile") / GIGA);
                times.computeIfAbsent(tokens, any -> new ArrayList<>()).add(taken);
            }
        }
        for (int tokens : visual) {
            List<double[]> all = times.get(tokens);
            // The first round reads the file.
            List<double[]> warm = all.subList(all.size() > 1 ? 1 : 0, all.size());
            double step = median(warm, TIME);
            double cpu = median(warm, PROCESSOR);
            print(
                    "%d visual tokens: step %.2f s, %.2f TFLOP, %.1f GFLOP/s, %.0f %% of the rate; processor %.2f s, %.1f GFLOP/s, %.0f %%%n",
                    tokens, step, work(tokens) / 1e12, work(tokens) / step / GIGA, 100 * work(tokens) / step / rates[0],
                    cpu, work(tokens) / cpu / GIGA, 100 * work(tokens) / cpu / rates[1]);
        }
        if (Boolean.getBoolean("profile")) {
            OUT.print(executor.report().table());
        }
        plan(visual, memory.peak);
    }

    /** Four operations per frozen parameter and token; the output head only where it is computed. */
    private double work(int visual) {
        DecoderConfig decoder = config.decoder();
        double blocks = DecoderLinears.of(decoder).stream().mapToDouble(linear -> (double) linear.in() * linear.out()).sum();
        double head = (double) decoder.vocabularySize() * decoder.hiddenSize();
        return 4 * (blocks * (visual + text) + head * (text / 2));
    }

    private void plan(int[] visual, long peak) {
        int most = Arrays.stream(visual).max().orElseThrow();
        LoraOptions lora = LoraOptions.of(RANK, 2 * RANK);
        MemoryEstimate estimate = new MemoryEstimate(
                ParameterCounts.of(config, lora, true), new Activations(config, lora, RECOMPUTE), config.vision(), 1);
        TokensPerSample tokens = new TokensPerSample(text, most, 1, 2048);
        estimate.items(1, tokens).forEach(item -> print("  %-60s %8.1f MB%n", item.purpose(), item.bytes() / MEGA));
        double planned = estimate.total(1, tokens);
        print("planned %.2f GB, peak seen %.2f GB: %+.1f %%%n", planned / GIGA, peak / GIGA, 100 * (planned / peak - 1));
    }

    private static double median(List<double[]> times, int which) {
        double[] sorted = times.stream().mapToDouble(taken -> taken[which]).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /** One step: seconds of forward and backward pass, seconds of the update, loss, seconds of both, of processors. */
    private double[] step(int visual) {
        Map<String, INDArray> inputs = inputs(visual);
        long busy = processor();
        long start = System.nanoTime();
        sums.begin();
        Map<String, INDArray> outputs = executor.gradients(inputs, List.of(SupervisedLoss.LOSS), sums::add);
        double loss = outputs.get(SupervisedLoss.LOSS).getDouble(0);
        sums.addLoss(loss, text / 2);
        double computed = seconds(start);
        start = System.nanoTime();
        Map<String, float[]> gradients = sums.meanGradients();
        GradientClipping.clip(gradients, 1);
        optimizer.step(gradients, 1);
        double updated = seconds(start);
        outputs.values().forEach(INDArray::close);
        inputs.values().forEach(INDArray::close);
        return new double[] {computed, updated, loss / (text / 2), computed + updated, (processor() - busy) / GIGA};
    }

    private static long processor() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    /** Rate of one thread's products by the processor time it takes, which other work on the machine changes little. */
    private static double ratePerCore() {
        int rows = 512;
        int width = 2048;
        try (FloatPointer a = new FloatPointer((long) rows * width);
                FloatPointer b = new FloatPointer((long) width * width);
                FloatPointer c = new FloatPointer((long) rows * width)) {
            for (FloatPointer matrix : List.of(a, b, c)) {
                for (long i = 0; i < matrix.capacity(); i++) {
                    matrix.put(i, 0.5f);
                }
            }
            Blas blas = new Blas();
            Blas.useCallingThreadOnly();
            Blas.Product product =
                    new Blas.Product().transposed(false, true).extents(rows, width, width).strides(width, width, width);
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            long best = Long.MAX_VALUE;
            for (int run = 0; run < 12; run++) {
                long start = threads.getCurrentThreadCpuTime();
                blas.multiply(product, 1, a.address(), b.address(), 0, c.address());
                best = Math.min(best, threads.getCurrentThreadCpuTime() - start);
            }
            return 2.0 * rows * width * width / (best / GIGA);
        }
    }

    /** A question about an image and its answer, each half of the text; the image chooses its first patches. */
    private Map<String, INDArray> inputs(int visual) {
        int length = visual + text;
        int before = text / 4;
        SplittableRandom random = new SplittableRandom(visual);
        int[] ids = new int[length];
        int[] rows = new int[length];
        int[] labels = new int[length];
        for (int i = 0; i < length; i++) {
            boolean image = i >= before && i < before + visual;
            ids[i] = image ? SplicedSample.NONE : random.nextInt(3, config.decoder().vocabularySize());
            rows[i] = image ? i - before : SplicedSample.NONE;
            labels[i] = i >= length - text / 2 ? ids[i] : Labels.IGNORE;
        }
        int patches = config.vision().patches();
        float[] features = new float[patches * config.vision().hiddenSize()];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextDouble(-1, 1);
        }
        ReducedImage image = new ReducedImage(
                features, MergeMatrix.selection(patches, IntStream.range(0, visual).toArray()));
        return new LlavaBatch(List.of(new SplicedSample("sample", ids, rows, labels)), List.of(image))
                .arrays(config, embeddings);
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / GIGA;
    }

    private static void print(String format, Object... values) {
        OUT.printf(Locale.ROOT, format, values);
    }

    /** Watches the process's anonymous memory, that which no file backs. */
    private static final class Memory extends Thread {
        private volatile long peak;

        Memory() {
            setDaemon(true);
        }

        @Override
        public void run() {
            while (true) {
                peak = Math.max(peak, read("RssAnon"));
                try {
                    Thread.sleep(50);
                } catch (InterruptedException e) {
                    return;
                }
            }
        }

        static long read(String key) {
            try {
                for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                    if (line.startsWith(key + ":")) {
                        return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
                    }
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            return 0;
        }
    }
}
