package org.prumerge4j.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.model.tensor.Shape;
import org.prumerge4j.training.optimizer.AdamW;
import org.prumerge4j.training.optimizer.AdamWOptions;
import org.prumerge4j.training.optimizer.ParameterGroup;
import org.prumerge4j.training.optimizer.TrainableParameter;
import org.prumerge4j.training.order.Position;
import org.prumerge4j.training.schedule.LearningRateSchedule;
import org.prumerge4j.training.schedule.ScheduleKind;

class TrainingTensorsTest {
    @TempDir
    Path folder;

    @Test
    void bringsBackEveryBit() throws IOException {
        AdamW saved = optimizer("a", "b");
        saved.parameters().get(0).values().put(0, Float.MIN_VALUE).put(1, -0.0f);
        saved.step(Map.of("a", new float[] {0.1f, 1e-20f}, "b", new float[] {-3, 7}), 1);
        save(saved);
        AdamW restored = optimizer("a", "b");
        tensors(restored).restore(new Checkpoint(folder, state(saved.steps())));
        assertThat(restored.steps()).isEqualTo(1);
        for (int i = 0; i < 2; i++) {
            assertThat(bits(restored.parameters().get(i).values()))
                    .containsExactly(bits(saved.parameters().get(i).values()));
        }
        for (String name : List.of("a", "b")) {
            assertThat(restored.firstMoments().get(name))
                    .containsExactly(saved.firstMoments().get(name))
                    .isNotEqualTo(new float[2]);
            assertThat(restored.secondMoments().get(name))
                    .containsExactly(saved.secondMoments().get(name));
        }
    }

    @Test
    void namesEveryTensorThatDoesNotFitAndChangesNothing() throws IOException {
        save(optimizer("a", "b"));
        AdamW other = optimizer("a", "c");
        other.parameters().get(0).values().put(0, 5);
        assertThatThrownBy(() -> tensors(other).restore(new Checkpoint(folder, state(0))))
                .hasMessageContaining("trainable.safetensors")
                .hasMessageContaining("c is missing")
                .hasMessageContaining("b is not trained");
        assertThat(other.parameters().get(0).values().get(0)).isEqualTo(5);
    }

    @Test
    void estimatesTheBytesItWrites() {
        assertThat(tensors(optimizer("a", "b")).parts())
                .extracting(CheckpointPart::bytes)
                .containsExactly(16L, 32L);
    }

    private void save(AdamW optimizer) throws IOException {
        for (CheckpointPart part : tensors(optimizer).parts()) {
            part.content().writeTo(folder.resolve(part.name()));
        }
    }

    private static TrainingTensors tensors(AdamW optimizer) {
        return new TrainingTensors(optimizer);
    }

    private static AdamW optimizer(String... names) {
        List<TrainableParameter> parameters = Stream.of(names)
                .map(name -> new TrainableParameter(name, Shape.of(1, 2), direct()))
                .toList();
        return new AdamW(List.of(new ParameterGroup("g", 0.1, 0, parameters)), AdamWOptions.DEFAULTS);
    }

    private static FloatBuffer direct() {
        return ByteBuffer.allocateDirect(2 * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    private static int[] bits(FloatBuffer values) {
        int[] bits = new int[values.capacity()];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(values.get(i));
        }
        return bits;
    }

    private static TrainingState state(long optimizerSteps) {
        RunIdentity identity =
                new RunIdentity(0, 1, "", "", 1, 1, new LearningRateSchedule(ScheduleKind.CONSTANT, 0, 1), "");
        return new TrainingState(
                TrainingState.FORMAT,
                optimizerSteps,
                optimizerSteps,
                Position.START,
                RunTotals.NONE,
                List.of(),
                identity);
    }
}
