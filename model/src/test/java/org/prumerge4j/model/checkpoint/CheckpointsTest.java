package org.prumerge4j.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.model.io.AtomicFiles;
import org.prumerge4j.model.io.CheckpointFormatException;
import org.prumerge4j.model.safetensors.SafetensorsWriter;
import org.prumerge4j.model.safetensors.ShardedSafetensorsWriter;
import org.prumerge4j.model.tensor.ElementType;
import org.prumerge4j.model.tensor.OutputTensor;
import org.prumerge4j.model.tensor.Shape;
import org.prumerge4j.model.tensor.TensorValues;
import org.prumerge4j.model.torch.TorchZipWriter;

class CheckpointsTest {
    private static final String INDEX = "model.safetensors.index.json";
    private static final String FIRST = "model-00001-of-00002.safetensors";
    private static final String SECOND = "model-00002-of-00002.safetensors";

    @TempDir
    Path folder;

    @Test
    void shardsAreOneSource() throws IOException {
        writeShards();
        try (Checkpoint checkpoint = Checkpoints.open(folder)) {
            assertThat(checkpoint.tensors().keySet()).containsExactly("a", "b");
            assertThat(TensorValues.floats(checkpoint, "b")).containsExactly(2f, 2f);
            assertThat(checkpoint.origin("a")).endsWith(FIRST);
            assertThat(checkpoint.files()).containsExactly(folder.resolve(FIRST), folder.resolve(SECOND));
            assertThatThrownBy(() -> checkpoint.bytes("c")).hasMessageContaining("c");
        }
    }

    @Test
    void formatsAreToldByContent() throws IOException {
        new TorchZipWriter(new AtomicFiles()).write(folder.resolve("model.safetensors"), List.of(tensor("t", 5)));
        try (Checkpoint checkpoint = Checkpoints.open(folder)) {
            assertThat(TensorValues.floats(checkpoint, "t")).containsExactly(5f, 5f);
        }
        new SafetensorsWriter(new AtomicFiles()).write(folder.resolve("x.bin"), List.of(tensor("s", 6)));
        try (Checkpoint checkpoint = Checkpoints.openFile(folder.resolve("x.bin"))) {
            assertThat(TensorValues.floats(checkpoint, "s")).containsExactly(6f, 6f);
        }
    }

    @Test
    void aMissingShardIsNamed() throws IOException {
        writeShards();
        Files.delete(folder.resolve(SECOND));
        refused(INDEX, "shard " + SECOND, "b", "missing");
    }

    @Test
    void aTensorMissingFromItsShardIsNamed() throws IOException {
        writeShards();
        write(SECOND, tensor("c", 3));
        refused("tensor b is not in " + SECOND, "tensor c in " + SECOND + " is not in the index");
    }

    @Test
    void anIndexMayNotLeadOutside() throws IOException {
        writeShards();
        for (String name : List.of("../x.safetensors", "/etc/passwd", "", "..", "a\\\\b")) {
            Files.writeString(folder.resolve(INDEX), "{\"weight_map\":{\"a\":\"" + name + "\"}}");
            refused("tensor a", "not the name of a file in the same folder");
        }
        Files.writeString(folder.resolve(INDEX), "{\"weight_map\":{\"a\":3}}");
        refused("tensor a", "3");
        Files.writeString(folder.resolve(INDEX), "{}");
        refused("no weight_map");
        Files.writeString(folder.resolve(INDEX), "{\"weight_map\":{\"a\":\"" + FIRST + "\",\"a\":\"" + FIRST + "\"}}");
        refused("Duplicate");
    }

    @Test
    void aDamagedShardClosesTheOthersAndIsNamed() throws IOException {
        writeShards();
        Files.write(folder.resolve(SECOND), new byte[] {1, 2, 3});
        refused(SECOND, "3 bytes");
    }

    @Test
    void foldersWithoutWeightsSayWhatWasLookedFor() throws IOException {
        refused("model.safetensors", "pytorch_model.bin.index.json");
        assertThatThrownBy(() -> Checkpoints.open(folder.resolve("no"))).hasMessageContaining("no such folder");
        assertThatThrownBy(() -> Checkpoints.openFile(folder.resolve("no.bin"))).hasMessageContaining("no such file");
        Files.writeString(folder.resolve("pytorch_model.bin"), "version https://git-lfs.github.com/spec/v1\n");
        refused("git-lfs pointer");
        Files.writeString(folder.resolve("pytorch_model.bin"), "hello");
        refused("neither safetensors nor a PyTorch zip");
    }

    private void writeShards() throws IOException {
        List<OutputTensor> tensors = new ArrayList<>(List.of(tensor("a", 1), tensor("b", 2)));
        new ShardedSafetensorsWriter(new AtomicFiles()).write(folder, tensors, 8);
        assertThat(folder.resolve(INDEX)).exists();
    }

    private void write(String name, OutputTensor tensor) throws IOException {
        new SafetensorsWriter(new AtomicFiles()).write(folder.resolve(name), List.of(tensor));
    }

    private static OutputTensor tensor(String name, float value) {
        return TensorValues.output(name, ElementType.F32, Shape.of(2), new float[] {value, value});
    }

    private void refused(String... parts) {
        assertThatThrownBy(() -> Checkpoints.open(folder).close())
                .isInstanceOf(CheckpointFormatException.class)
                .hasMessageContainingAll(parts);
    }
}
