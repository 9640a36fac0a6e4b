import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.prumerge4j.prumerge.EachImage;
import org.prumerge4j.prumerge.MergeMatrix;
import org.prumerge4j.prumerge.Reducer;
import org.prumerge4j.prumerge.ReducerInput;
import org.prumerge4j.prumerge.registry.Reducers;

/**
 * Our side of the benchmark of token reduction: 8 images of 576 patches and 1024 channels, made up so that a few dozen
 * patches of each draw the class token's attention. It writes them into a folder, from which the peer takes the same.
 * Lines: "reduce" makes merge matrices and visual tokens of all images and answers with the number of tokens; "matrices"
 * makes the merge matrices alone; "write" writes the tokens.
 *
 * <p>Arguments: folder, preset. Run by bench.py.
 */
final class ReductionBench {
    private static final int IMAGES = 8;
    private static final int GRID = 24;
    private static final int PATCHES = GRID * GRID;
    private static final int CHANNELS = 1024;
    private static final int HEADS = 16;
    /** Patches that belong together have keys this much alike. */
    private static final int CLUSTERS = 40;

    private final Path folder;
    private final Reducer reducer;
    private final List<ReducerInput> images = new ArrayList<>();
    private final List<float[]> features = new ArrayList<>();

    private ReductionBench(Path folder, String preset) throws IOException {
        this.folder = folder;
        this.reducer = Reducers.create(preset);
        for (int image = 0; image < IMAGES; image++) {
            Random random = new Random(image);
            images.add(image(image, random));
            float[] values = new float[PATCHES * CHANNELS];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            BenchSide.write(folder.resolve("features" + image + ".f32"), values);
            features.add(values);
        }
    }

    public static void main(String[] arguments) throws IOException {
        BenchSide side = new BenchSide();
        new ReductionBench(Path.of(arguments[0]), arguments[1]).run(side);
    }

    private void run(BenchSide side) throws IOException {
        side.serve(line -> {
            List<MergeMatrix> matrices = reducer.reduceAll(images);
            if (!line.equals("matrices")) {
                List<float[]> tokens =
                        EachImage.map(IMAGES, image -> matrices.get(image).apply(features.get(image)));
                for (int image = 0; line.equals("write") && image < IMAGES; image++) {
                    BenchSide.write(folder.resolve("tokens" + image + ".f32"), tokens.get(image));
                }
            }
            return matrices.stream().mapToInt(MergeMatrix::rows).sum();
        });
    }

    /** Keys in clusters; the class query looks along some of their directions. */
    private ReducerInput image(int number, Random random) throws IOException {
        float[][] directions = new float[CLUSTERS][CHANNELS];
        for (float[] direction : directions) {
            for (int c = 0; c < CHANNELS; c++) {
                direction[c] = (float) random.nextGaussian();
            }
        }
        float[] query = new float[CHANNELS];
        for (int cluster = 0; cluster < 3; cluster++) {
            for (int c = 0; c < CHANNELS; c++) {
                query[c] += 0.08f * directions[cluster][c];
            }
        }
        float[] keys = new float[(1 + PATCHES) * CHANNELS];
        for (int token = 0; token <= PATCHES; token++) {
            float[] direction = directions[random.nextInt(CLUSTERS)];
            for (int c = 0; c < CHANNELS; c++) {
                keys[token * CHANNELS + c] = direction[c] + 0.8f * (float) random.nextGaussian();
            }
        }
        BenchSide.write(folder.resolve("keys" + number + ".f32"), keys);
        BenchSide.write(folder.resolve("query" + number + ".f32"), query);
        return new ReducerInput("image " + number, PATCHES, GRID, CHANNELS, HEADS, query, keys);
    }
}
