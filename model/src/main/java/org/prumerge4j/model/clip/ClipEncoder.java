package org.prumerge4j.model.clip;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.prumerge4j.model.config.VisionConfig;
import org.prumerge4j.model.engine.Executors;
import org.prumerge4j.model.execution.GraphExecutor;
import org.prumerge4j.model.execution.ParameterArrays;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.model.graph.ParameterRole;
import org.prumerge4j.model.tensor.TensorSource;

/** The frozen vision tower of a checkpoint, one image at a time. */
public final class ClipEncoder implements AutoCloseable {
    private final VisionConfig config;
    private final Map<String, INDArray> weights;
    private final GraphExecutor executor;

    /**
     * The tower of a checkpoint.
     *
     * @param source holds {@code vision_model.*}
     */
    public ClipEncoder(VisionConfig config, TensorSource source) {
        this.config = config;
        Graph graph = ClipTower.graph(config, 1);
        this.weights = ParameterArrays.load(graph, ParameterRole.FROZEN, source);
        this.executor = Executors.create(graph, weights);
    }

    /**
     * Encodes an image.
     *
     * @param pixels normalised, {@code [3, imageSize, imageSize]} row by row
     */
    public EncodedImage encode(float[] pixels) {
        int size = config.imageSize();
        if (pixels.length != VisionConfig.CHANNELS * size * size) {
            throw new IllegalArgumentException("the tower takes [3, " + size + ", " + size + "] pixels, given "
                    + pixels.length + " values; preprocess to its image size");
        }
        INDArray input = Nd4j.createFromArray(pixels).reshape(1, VisionConfig.CHANNELS, size, size);
        Map<String, INDArray> outputs = executor.run(
                Map.of(ClipTower.PIXELS, input), List.of(ClipTower.FEATURES, ClipTower.KEYS, ClipTower.CLASS_QUERY));
        float[] hidden = take(outputs, ClipTower.FEATURES);
        float[] patches = Arrays.copyOfRange(hidden, config.hiddenSize(), hidden.length);
        EncodedImage image =
                new EncodedImage(patches, take(outputs, ClipTower.KEYS), take(outputs, ClipTower.CLASS_QUERY));
        input.close();
        return image;
    }

    private static float[] take(Map<String, INDArray> outputs, String name) {
        INDArray array = outputs.get(name);
        if (array == null) {
            throw new IllegalStateException("the executor gave no " + name);
        }
        float[] values = array.reshape(array.length()).toFloatVector();
        array.close();
        return values;
    }

    @Override
    public void close() {
        executor.close();
        weights.values().forEach(INDArray::close);
    }
}
