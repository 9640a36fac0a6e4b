package org.prumerge4j.model.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.model.io.AtomicFiles;
import org.prumerge4j.model.io.FileSink;
import org.prumerge4j.model.io.FullDisk;
import org.prumerge4j.model.io.StrictJson;
import org.prumerge4j.model.tensor.ElementType;
import org.prumerge4j.model.tensor.OutputTensor;
import org.prumerge4j.model.tensor.Shape;
import org.prumerge4j.model.tensor.TensorInfo;
import org.prumerge4j.model.tensor.TensorValues;

class SafetensorsWriterTest {
    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsReadBackAndAligned() throws IOException {
        Path file = folder.resolve("m.safetensors");
        OutputTensor half = TensorValues.output("half", ElementType.F16, Shape.of(3), new float[] {1, 2, 3});
        OutputTensor wide = TensorValues.output("wide", ElementType.F32, Shape.of(1, 2), new float[] {4, 5});
        new SafetensorsWriter(new AtomicFiles()).write(file, List.of(half, wide));
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThat(read.tensors().values()).containsExactly(wide.info(), half.info());
            assertThat(read.metadata()).isEqualTo(Map.of("format", "pt"));
            assertThat(TensorValues.floats(read, "half")).containsExactly(1f, 2f, 3f);
            assertThat(TensorValues.floats(read, "wide")).containsExactly(4f, 5f);
        }
        long header = ByteBuffer.wrap(Files.readAllBytes(file))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong(0);
        assertThat(header % 8).isZero();
    }

    @Test
    void misuseIsReportedByName() {
        Path file = folder.resolve("m.safetensors");
        SafetensorsWriter writer = new SafetensorsWriter(new AtomicFiles());
        OutputTensor tensor = TensorValues.output("w", ElementType.F32, Shape.of(1), new float[1]);
        OutputTensor shortOne =
                new OutputTensor(new TensorInfo("s", ElementType.F32, Shape.of(2)), () -> ByteBuffer.allocate(4));
        assertThatThrownBy(() -> writer.write(file, List.of(tensor, tensor)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("w");
        assertThatThrownBy(() -> writer.write(file, List.of(shortOne)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("tensor s", "8 bytes", "4");
        assertThat(file).doesNotExist();
    }

    @Test
    void anOldCheckpointSurvivesAFullDisk() throws IOException {
        Path target = folder.resolve("checkpoint");
        AtomicFiles files = new AtomicFiles();
        OutputTensor small = TensorValues.output("w", ElementType.F32, Shape.of(1), new float[] {3});
        files.writeFolder(target, staging -> new ShardedSafetensorsWriter(files).write(staging, List.of(small), 100));
        AtomicFiles full = new AtomicFiles(file -> new FullDisk(FileSink.create(file), 200));
        OutputTensor large = TensorValues.output("w", ElementType.F32, Shape.of(100), new float[100]);
        assertThatThrownBy(() -> full.writeFolder(
                        target, staging -> new ShardedSafetensorsWriter(full).write(staging, List.of(large), 1000)))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("model.safetensors", "No space left on device");
        try (SafetensorsFile read = SafetensorsFile.open(target.resolve("model.safetensors"))) {
            assertThat(TensorValues.floats(read, "w")).containsExactly(3f);
        }
    }

    @Test
    void shardsArePlannedBeforeValuesAreAskedFor() throws IOException {
        List<String> asked = new ArrayList<>();
        List<OutputTensor> tensors = new ArrayList<>();
        for (int size : new int[] {2, 2, 9, 1, 3}) {
            String name = "t" + tensors.size();
            tensors.add(new OutputTensor(new TensorInfo(name, ElementType.F32, Shape.of(size)), () -> {
                asked.add(name);
                return ByteBuffer.allocate(4 * size);
            }));
        }
        List<Path> written = new ShardedSafetensorsWriter(new AtomicFiles()).write(folder, tensors, 16);
        assertThat(asked).containsExactly("t0", "t1", "t2", "t3", "t4");
        assertThat(written)
                .extracting(path -> path.getFileName().toString())
                .containsExactly(
                        "model-00001-of-00003.safetensors",
                        "model-00002-of-00003.safetensors",
                        "model-00003-of-00003.safetensors",
                        "model.safetensors.index.json");
        JsonNode index = StrictJson.readObject(folder.resolve("model.safetensors.index.json"));
        assertThat(index.at("/metadata/total_size").asLong()).isEqualTo(4 * 17);
        assertThat(index.at("/weight_map/t1").asText()).isEqualTo("model-00001-of-00003.safetensors");
        assertThat(index.at("/weight_map/t2").asText()).isEqualTo("model-00002-of-00003.safetensors");
        assertThat(index.at("/weight_map/t4").asText()).isEqualTo("model-00003-of-00003.safetensors");
        try (SafetensorsFile shard = SafetensorsFile.open(written.get(2))) {
            assertThat(shard.tensors().keySet()).containsExactly("t3", "t4");
        }
    }

    @Test
    void aSmallCheckpointIsOneFile() throws IOException {
        OutputTensor tensor = TensorValues.output("w", ElementType.F32, Shape.of(4), new float[4]);
        ShardedSafetensorsWriter writer = new ShardedSafetensorsWriter(new AtomicFiles());
        assertThat(writer.write(folder, List.of(tensor), 16)).containsExactly(folder.resolve("model.safetensors"));
        OutputTensor twin = TensorValues.output("w", ElementType.F32, Shape.of(4), new float[4]);
        assertThatThrownBy(() -> writer.write(folder, List.of(tensor, twin), 16))
                .hasMessageContaining("w");
    }
}
