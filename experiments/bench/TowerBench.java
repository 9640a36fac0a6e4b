import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.prumerge4j.model.clip.ClipTower;
import org.prumerge4j.model.config.VisionConfig;
import org.prumerge4j.model.engine.CompiledExecutor;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.model.graph.ParameterSpec;

/**
 * Our side of the benchmark of the vision tower: CLIP ViT-L/14-336 of random weights on one random image. It writes both
 * into a folder, from which the peer takes the same. Lines: "full" runs all 24 layers, "needed" what token reduction reads
 * (23 layers, and of the last its first norm, all keys and one query), "write" writes what all 24 layers give; "profile"
 * and "profile needed" answer with a table of kernels.
 *
 * <p>Arguments: folder, and "profile" to time every kernel. Run by bench.py.
 */
final class TowerBench {
    private static final int LAYERS = 24;

    private final Path folder;
    private final Map<String, INDArray> parameters = new HashMap<>();
    private final Graph full;
    private final Graph needed;
    private final INDArray pixels;

    private TowerBench(Path folder) throws IOException {
        this.folder = folder;
        // The input of a 25th layer is the output of all 24.
        this.full = ClipTower.graph(config(LAYERS + 1), 1);
        this.needed = ClipTower.graph(config(LAYERS), 1);
        SplittableRandom random = new SplittableRandom(1);
        for (ParameterSpec parameter : full.parameters().values()) {
            float[] values = values(random, parameter);
            BenchSide.write(folder.resolve(parameter.name() + ".f32"), values);
            parameters.put(
                    parameter.name(),
                    Nd4j.createFromArray(values).reshape(parameter.shape().toArray()));
        }
        VisionConfig config = config(LAYERS);
        float[] values = new float[VisionConfig.CHANNELS * config.imageSize() * config.imageSize()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (4 * random.nextDouble() - 2);
        }
        BenchSide.write(folder.resolve("pixels.f32"), values);
        this.pixels =
                Nd4j.createFromArray(values).reshape(1, VisionConfig.CHANNELS, config.imageSize(), config.imageSize());
    }

    public static void main(String[] arguments) throws IOException {
        BenchSide side = new BenchSide();
        new TowerBench(Path.of(arguments[0]))
                .run(side, arguments.length > 1 ? CompiledExecutor.Mode.TIMED : CompiledExecutor.Mode.FAST);
    }

    private static VisionConfig config(int layers) {
        return new VisionConfig(1024, 4096, layers, 16, 336, 14, 1e-5);
    }

    private static float[] values(SplittableRandom random, ParameterSpec parameter) {
        boolean norm = parameter.name().contains("norm") && parameter.name().endsWith("weight");
        float[] values = new float[(int) parameter.shape().elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (norm ? 1 : 0.04 * (2 * random.nextDouble() - 1));
        }
        return values;
    }

    private void run(BenchSide side, CompiledExecutor.Mode mode) throws IOException {
        int threads = Integer.getInteger("threads", Runtime.getRuntime().availableProcessors());
        Map<String, INDArray> inputs = Map.of(ClipTower.PIXELS, pixels);
        try (CompiledExecutor all = new CompiledExecutor(full, parameters, threads, mode);
                CompiledExecutor part = new CompiledExecutor(needed, parameters, threads, mode)) {
            side.serve(line -> {
                switch (line) {
                    case "profile" -> side.print(all.report().table());
                    case "profile needed" -> side.print(part.report().table());
                    case "needed" -> {
                        Map<String, INDArray> outputs =
                                part.run(inputs, List.of(ClipTower.FEATURES, ClipTower.KEYS, ClipTower.CLASS_QUERY));
                        return last(outputs, ClipTower.KEYS);
                    }
                    default -> {
                        INDArray hidden =
                                all.run(inputs, List.of(ClipTower.FEATURES)).get(ClipTower.FEATURES);
                        if (line.equals("write")) {
                            BenchSide.write(
                                    folder.resolve("hidden.f32"),
                                    hidden.reshape(hidden.length()).toFloatVector());
                        }
                        return last(Map.of("hidden", hidden), "hidden");
                    }
                }
                return 0;
            });
        }
    }

    /** The last value of an output; closes all. */
    private static double last(Map<String, INDArray> outputs, String name) {
        INDArray values = outputs.get(name);
        double last = values.getDouble(values.length() - 1);
        outputs.values().forEach(INDArray::close);
        return last;
    }
}
