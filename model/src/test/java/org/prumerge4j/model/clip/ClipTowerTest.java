package org.prumerge4j.model.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.prumerge4j.model.config.VisionConfig;
import org.prumerge4j.model.engine.CompiledExecutor;
import org.prumerge4j.model.execution.SameDiffExecutor;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.model.graph.ParameterSpec;

class ClipTowerTest {
    private static final int IMAGES = 2;

    /** 226 positions: more than attention takes at a time, and not a multiple of it. */
    @Test
    void longImagesEqualTheOracle() {
        VisionConfig config = new VisionConfig(16, 32, 2, 2, 60, 4, 1e-5);
        Graph graph = ClipTower.graph(config, IMAGES);
        Random random = new Random(1);
        Map<String, INDArray> parameters = new HashMap<>();
        for (ParameterSpec parameter : graph.parameters().values()) {
            parameters.put(parameter.name(), values(random, parameter.shape().toArray()));
        }
        Map<String, INDArray> inputs = Map.of(ClipTower.PIXELS, values(random, IMAGES, 3, 60, 60));
        List<String> outputs = List.of(ClipTower.FEATURES, ClipTower.KEYS, ClipTower.CLASS_QUERY);

        try (CompiledExecutor executor = new CompiledExecutor(graph, parameters, 2, CompiledExecutor.Mode.POISONED);
                SameDiffExecutor oracle = new SameDiffExecutor(graph, parameters)) {
            Map<String, INDArray> ours = executor.run(inputs, outputs);
            Map<String, INDArray> expected = oracle.run(inputs, outputs);

            for (String name : outputs) {
                float[] found = flat(ours, name);
                float[] wanted = flat(expected, name);
                assertThat(found).hasSameSizeAs(wanted);
                assertThat(found).containsExactly(wanted, within(1e-4f));
            }
        }
    }

    private static float[] flat(Map<String, INDArray> arrays, String name) {
        return Objects.requireNonNull(arrays.get(name)).ravel().toFloatVector();
    }

    private static INDArray values(Random random, long... shape) {
        int count = 1;
        for (long extent : shape) {
            count *= Math.toIntExact(extent);
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Nd4j.createFromArray(values).reshape(shape);
    }
}
