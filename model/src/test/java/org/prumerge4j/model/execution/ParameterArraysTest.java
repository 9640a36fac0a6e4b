package org.prumerge4j.model.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.model.graph.GraphBuilder;
import org.prumerge4j.model.graph.ParameterRole;
import org.prumerge4j.model.graph.Value;
import org.prumerge4j.model.io.AtomicFiles;
import org.prumerge4j.model.safetensors.SafetensorsFile;
import org.prumerge4j.model.safetensors.SafetensorsWriter;
import org.prumerge4j.model.tensor.ElementType;
import org.prumerge4j.model.tensor.Shape;
import org.prumerge4j.model.tensor.TensorInfo;
import org.prumerge4j.model.tensor.TensorSource;
import org.prumerge4j.model.tensor.TensorValues;

class ParameterArraysTest {
    private static final float[] MATRIX = {0.5f, -1.25f, 3, 0, 65504, -0.0078125f};
    private static final float[] VECTOR = {2, -3};

    @TempDir
    private Path folder;

    private static Graph graph() {
        GraphBuilder builder = new GraphBuilder();
        Value x = builder.input("x", -1, 3);
        Value matrix = builder.parameter("matrix", ParameterRole.FROZEN, 2, 3);
        Value vector = builder.parameter("vector", ParameterRole.FROZEN, 2);
        builder.output("y", builder.add(builder.linear(x, matrix), vector));
        return builder.build();
    }

    private Path file(ElementType type) throws IOException {
        Path file = folder.resolve(type + ".safetensors");
        new SafetensorsWriter(new AtomicFiles())
                .write(
                        file,
                        List.of(
                                TensorValues.output("matrix", type, Shape.of(2, 3), MATRIX),
                                TensorValues.output("vector", type, Shape.of(2), VECTOR)));
        return file;
    }

    @ParameterizedTest
    @CsvSource({"F16, HALF", "BF16, BFLOAT16", "F32, FLOAT"})
    void matricesOfLargeModelsStayInTheirFile(ElementType stored, DataType bound) throws IOException {
        Path file = file(stored);
        byte[] before = Files.readAllBytes(file);
        Map<String, INDArray> arrays;
        try (TensorSource source = SafetensorsFile.open(file)) {
            arrays = ParameterArrays.load(graph(), ParameterRole.FROZEN, source, 0);
        }
        INDArray matrix = arrays.get("matrix");
        assertThat(matrix.dataType()).isEqualTo(bound);
        assertThat(matrix.shape()).containsExactly(2, 3);
        assertThat(arrays.get("vector").dataType()).isEqualTo(DataType.FLOAT);
        assertThat(addressIsMapped(matrix, file)).isTrue();
        assertThat(addressIsMapped(arrays.get("vector"), file)).isFalse();
        float[] expected = TensorValues.decode(
                TensorValues.encode(MATRIX, stored), new TensorInfo("matrix", stored, Shape.of(2, 3)));
        assertThat(matrix.castTo(DataType.FLOAT).ravel().toFloatVector()).containsExactly(expected);
        assertThat(arrays.get("vector").toFloatVector()).containsExactly(VECTOR);
        arrays.values().forEach(INDArray::close);
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    private static boolean addressIsMapped(INDArray array, Path file) throws IOException {
        long address = array.data().addressPointer().address();
        for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
            int dash = line.indexOf('-');
            long first = Long.parseUnsignedLong(line.substring(0, dash), 16);
            long end = Long.parseUnsignedLong(line.substring(dash + 1, line.indexOf(' ')), 16);
            if (line.endsWith(file.toRealPath().toString()) && first <= address && address < end) {
                return true;
            }
        }
        return false;
    }

    @Test
    void smallModelsAreWidenedOnce() throws IOException {
        try (TensorSource source = SafetensorsFile.open(file(ElementType.BF16))) {
            ParameterArrays.load(graph(), ParameterRole.FROZEN, source)
                    .values()
                    .forEach(array -> assertThat(array.dataType()).isEqualTo(DataType.FLOAT));
        }
    }

    /** The format allows headers of any length, after which floats may lie at odd addresses. */
    @Test
    void floatsThatAreNotAlignedAreCopied() throws IOException {
        String header =
                """
                {"vector":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},\
                "matrix":{"dtype":"F32","shape":[2,3],"data_offsets":[8,32]}}""";
        String odd = header + " ".repeat(header.length() % 2 == 0 ? 1 : 2);
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + odd.length() + 32).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(odd.length()).put(odd.getBytes(StandardCharsets.US_ASCII));
        for (float value : VECTOR) {
            bytes.putFloat(value);
        }
        for (float value : MATRIX) {
            bytes.putFloat(value);
        }
        Path file = Files.write(folder.resolve("odd.safetensors"), bytes.array());
        try (TensorSource source = SafetensorsFile.open(file)) {
            INDArray matrix = ParameterArrays.load(graph(), ParameterRole.FROZEN, source, 0)
                    .get("matrix");
            assertThat(addressIsMapped(matrix, file)).isFalse();
            assertThat(matrix.ravel().toFloatVector()).containsExactly(MATRIX);
        }
    }
}
