package org.prumerge4j.training.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.prumerge4j.model.io.AtomicFiles;
import org.prumerge4j.model.safetensors.SafetensorsFile;
import org.prumerge4j.model.safetensors.SafetensorsWriter;
import org.prumerge4j.model.tensor.ElementType;
import org.prumerge4j.model.tensor.OutputTensor;
import org.prumerge4j.model.tensor.TensorInfo;
import org.prumerge4j.model.tensor.TensorSource;
import org.prumerge4j.training.optimizer.AdamW;
import org.prumerge4j.training.optimizer.TrainableParameter;

/**
 * The tensors a run needs to go on, bit for bit as they are in memory, all float32: {@code trainable.safetensors} with
 * the trained parameters by name, and {@code optimizer.safetensors} with the moments of each, {@code <name>.exp_avg}
 * and {@code <name>.exp_avg_sq}.
 */
public final class TrainingTensors {
    /** File of the trained parameters. */
    public static final String PARAMETERS = "trainable.safetensors";

    /** File of the optimiser's moments. */
    public static final String MOMENTS = "optimizer.safetensors";

    private static final String FIRST = ".exp_avg";
    private static final String SECOND = ".exp_avg_sq";
    private static final long MOMENTS_PER_PARAMETER = 2;

    private final AdamW optimizer;
    private final SafetensorsWriter writer = new SafetensorsWriter(new AtomicFiles());

    /** The tensors of an optimiser and of the parameters it trains. */
    public TrainingTensors(AdamW optimizer) {
        this.optimizer = optimizer;
    }

    /** Both files as parts of a checkpoint; values are read when they are written. */
    public List<CheckpointPart> parts() {
        List<OutputTensor> values = new ArrayList<>();
        List<OutputTensor> moments = new ArrayList<>();
        for (TrainableParameter parameter : optimizer.parameters()) {
            String name = parameter.name();
            values.add(output(parameter, name, parameter.values()));
            moments.add(output(parameter, name + FIRST, moment(optimizer.firstMoments(), name)));
            moments.add(output(parameter, name + SECOND, moment(optimizer.secondMoments(), name)));
        }
        long bytes =
                values.stream().mapToLong(tensor -> tensor.info().byteSize()).sum();
        return List.of(
                new CheckpointPart(PARAMETERS, bytes, file -> writer.write(file, values)),
                new CheckpointPart(MOMENTS, MOMENTS_PER_PARAMETER * bytes, file -> writer.write(file, moments)));
    }

    /**
     * Reads both files into the optimiser and its parameters.
     *
     * @throws IOException if a tensor is missing, unexpected, or of another type or shape, naming all of them; nothing
     *     is changed then
     */
    public void restore(Checkpoint checkpoint) throws IOException {
        Path parameters = checkpoint.folder().resolve(PARAMETERS);
        Path moments = checkpoint.folder().resolve(MOMENTS);
        try (TensorSource values = SafetensorsFile.open(parameters);
                TensorSource states = SafetensorsFile.open(moments)) {
            check(values, parameters, List.of(""));
            check(states, moments, List.of(FIRST, SECOND));
            for (TrainableParameter parameter : optimizer.parameters()) {
                parameter.values().put(0, floats(values, parameter.name()), 0, parameter.size());
            }
            optimizer.restore(checkpoint.state().optimizerSteps(), (parameter, first, second) -> {
                floats(states, parameter.name() + FIRST).get(first);
                floats(states, parameter.name() + SECOND).get(second);
            });
        }
    }

    private void check(TensorSource source, Path file, List<String> suffixes) throws IOException {
        List<String> problems = new ArrayList<>();
        Set<String> unexpected = new LinkedHashSet<>(source.tensors().keySet());
        for (TrainableParameter parameter : optimizer.parameters()) {
            for (String suffix : suffixes) {
                String name = parameter.name() + suffix;
                TensorInfo expected = new TensorInfo(name, ElementType.F32, parameter.shape());
                TensorInfo found = source.tensors().get(name);
                unexpected.remove(name);
                if (found == null) {
                    problems.add(name + " is missing");
                } else if (!found.equals(expected)) {
                    problems.add(
                            name + " is " + found.type() + " " + found.shape() + ", expected F32 " + parameter.shape());
                }
            }
        }
        unexpected.forEach(name -> problems.add(name + " is not trained"));
        if (!problems.isEmpty()) {
            throw new IOException(file + " does not fit what is trained: " + String.join("; ", problems)
                    + ". Use the configuration saved with the run");
        }
    }

    private static OutputTensor output(TrainableParameter parameter, String name, FloatBuffer values) {
        TensorInfo info = new TensorInfo(name, ElementType.F32, parameter.shape());
        return new OutputTensor(info, () -> littleEndian(values));
    }

    private static FloatBuffer moment(Map<String, float[]> moments, String name) {
        return FloatBuffer.wrap(Objects.requireNonNull(moments.get(name)));
    }

    private static ByteBuffer littleEndian(FloatBuffer values) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.capacity(), Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(0, values, 0, values.capacity());
        return bytes;
    }

    private static FloatBuffer floats(TensorSource source, String name) {
        return source.bytes(name).slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }
}
