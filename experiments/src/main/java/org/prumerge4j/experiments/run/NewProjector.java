package org.prumerge4j.experiments.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.prumerge4j.model.checkpoint.ExpectedWeights;
import org.prumerge4j.model.config.ProjectorConfig;
import org.prumerge4j.model.io.AtomicFiles;
import org.prumerge4j.model.safetensors.SafetensorsWriter;
import org.prumerge4j.model.tensor.ElementType;
import org.prumerge4j.model.tensor.OutputTensor;
import org.prumerge4j.model.tensor.Shape;
import org.prumerge4j.model.tensor.TensorValues;

/**
 * A projector to begin stage 1 with. Weights and biases are uniform in {@code [-1/sqrt(in), 1/sqrt(in)]}, as PyTorch's
 * linear layers, and so LLaVA's projector, begin. It is written to a file of the run, which is the run's checkpoint of it.
 */
final class NewProjector {
    private static final String WEIGHT = ".weight";

    private NewProjector() {}

    /**
     * The file of a new projector; written if it is not there.
     *
     * @param output the run's folder
     * @param seed of the values
     */
    static Path file(Path output, ProjectorConfig config, long seed) throws IOException {
        Path file = output.resolve("initial").resolve("mm_projector.safetensors");
        if (!Files.isRegularFile(file)) {
            new SafetensorsWriter(new AtomicFiles()).write(file, tensors(config, seed), Map.of());
        }
        return file;
    }

    static List<OutputTensor> tensors(ProjectorConfig config, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, Shape> shapes = ExpectedWeights.of(config).shapes();
        List<OutputTensor> tensors = new ArrayList<>();
        double bound = 1;
        for (Map.Entry<String, Shape> entry : shapes.entrySet()) {
            // A layer's bias comes behind its weight, and has the same bound.
            if (entry.getKey().endsWith(WEIGHT)) {
                bound = 1 / Math.sqrt((double) entry.getValue().size(1));
            }
            float[] values = new float[Math.toIntExact(entry.getValue().elements())];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
            }
            tensors.add(TensorValues.output(entry.getKey(), ElementType.F32, entry.getValue(), values));
        }
        return tensors;
    }
}
