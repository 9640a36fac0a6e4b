package org.prumerge4j.model.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.NoSuchElementException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.prumerge4j.model.io.CheckpointFormatException;
import org.prumerge4j.model.tensor.ElementType;
import org.prumerge4j.model.tensor.Shape;
import org.prumerge4j.model.tensor.TensorInfo;
import org.prumerge4j.model.tensor.TensorValues;
import org.prumerge4j.testing.GoldenCases;
import org.prumerge4j.testing.GoldenTensors;

class SafetensorsFileTest {
    private static final String TWO = "{\"__metadata__\":{\"format\":\"pt\"},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]},"
            + "\"a\":{\"dtype\":\"F16\",\"shape\":[1,2],\"data_offsets\":[0,4]}} ";

    @TempDir
    Path folder;

    @Test
    void readsInfosInOrderAndValues() throws IOException {
        ByteBuffer data = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        data.putShort((short) 0x3c00).putShort((short) 0xc000).putFloat(0.5f).putFloat(7f);
        try (SafetensorsFile file = SafetensorsFile.open(write(TWO, data.array()))) {
            assertThat(file.tensors())
                    .containsExactly(
                            java.util.Map.entry("b", new TensorInfo("b", ElementType.F32, Shape.of(2))),
                            java.util.Map.entry("a", new TensorInfo("a", ElementType.F16, Shape.of(1, 2))));
            assertThat(file.metadata()).containsEntry("format", "pt").hasSize(1);
            assertThat(TensorValues.floats(file, "a")).containsExactly(1f, -2f);
            assertThat(TensorValues.floats(file, "b")).containsExactly(0.5f, 7f);
            assertThat(file.bytes("b").isReadOnly()).isTrue();
            assertThat(file.origin("b")).endsWith("x.safetensors");
            assertThatThrownBy(() -> file.bytes("c"))
                    .isInstanceOf(NoSuchElementException.class)
                    .hasMessageContaining("c");
        }
    }

    @Test
    void scalarsAndEmptyTensorsAreTensors() throws IOException {
        Path file = write(
                "{\"s\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]},"
                        + "\"e\":{\"dtype\":\"F32\",\"shape\":[0,3],\"data_offsets\":[4,4]}}",
                new byte[4]);
        try (SafetensorsFile source = SafetensorsFile.open(file)) {
            assertThat(TensorValues.floats(source, "s")).containsExactly(0f);
            assertThat(TensorValues.floats(source, "e")).isEmpty();
        }
    }

    @Test
    void agreesWithTheIndependentReaderOnGoldenFiles() throws IOException {
        GoldenTensors golden = GoldenCases.tensors("merged.safetensors");
        try (SafetensorsFile file = SafetensorsFile.open(GoldenCases.path("merged.safetensors"))) {
            assertThat(file.tensors().keySet()).containsExactlyElementsOf(golden.names());
            int compared = 0;
            for (TensorInfo info : file.tensors().values()) {
                assertThat(info.shape().toArray()).isEqualTo(golden.shape(info.name()));
                if (info.type() == ElementType.F32) {
                    assertThat(TensorValues.floats(file, info.name())).containsExactly(golden.floats(info.name()));
                    compared++;
                }
            }
            assertThat(compared).isPositive();
        }
    }

    @Test
    void aTruncatedFileSaysHowMuchIsMissing() throws IOException {
        refused(write(TWO, new byte[11]), "truncated", "promises 12 bytes", "has 11", "download it again");
        Path file = write(TWO, new byte[12]);
        byte[] all = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(all, 50));
        refused(file, "truncated", "50 bytes", "download it again");
        Files.write(file, Arrays.copyOf(all, 5));
        refused(file, "5 bytes");
        Files.write(file, new byte[0]);
        refused(file, "empty");
    }

    @Test
    void aHeaderThatIsTooLongIsNotRead() throws IOException {
        Path file = folder.resolve("x.safetensors");
        for (long length : new long[] {SafetensorsFile.MAX_HEADER_BYTES + 1, Long.MAX_VALUE, -1}) {
            byte[] bytes = ByteBuffer.allocate(20)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(length)
                    .put((byte) '{')
                    .array();
            Files.write(file, bytes);
            refused(file, "states a header of " + Long.toUnsignedString(length), "100000000");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | tensor b overlaps tensor a",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'b':{'dtype':'U8','shape':[2],'data_offsets':[6,8]}} | tensor b leaves a hole after a",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | tensor a leaves a hole",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | 4 bytes follow the last tensor a",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | Duplicate",
                "{'a':{'dtype':'F32','dtype':'F16','shape':[2],'data_offsets':[0,8]}} | Duplicate",
                "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}} | needs 12 bytes, but data_offsets give it 8",
                "{'a':{'dtype':'F8_E4M3','shape':[8],'data_offsets':[0,8]}} | F8_E4M3",
                "{'a':{'dtype':'F32','shape':[4611686018427387904,4],'data_offsets':[0,8]}} | overflows",
                "{'a':{'dtype':'F32','shape':[4611686018427387904],'data_offsets':[0,8]}} | overflows",
                "{'a':{'dtype':'F32','shape':[99999999999999999999],'data_offsets':[0,8]}} | not JSON",
                "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}} | negative",
                "{'a':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}} | a.shape",
                "{'a':{'dtype':'F32','shape':2,'data_offsets':[0,8]}} | a.shape",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}} | data_offsets [8, 0]",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8,8]}} | data_offsets",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[-8,0]}} | negative",
                "{'a':{'dtype':'F32','shape':[2]}} | lacks one of",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'code':'x'}} | unknown property",
                "{'a':3} | entry a",
                "{'__metadata__':{'format':3},'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | __metadata__.format",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} 3 | follows the JSON object",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0, | not JSON",
                "{} | 8 bytes follow"
            })
    void damagedHeadersAreRefusedByName(String header, String message) throws IOException {
        refused(write(header.replace('\'', '"'), new byte[8]), message, "x.safetensors");
    }

    @Test
    void otherFilesAreNamedForWhatTheyAre() throws IOException {
        Path file = folder.resolve("model.safetensors");
        Files.writeString(file, "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3\n");
        refused(file, "git-lfs pointer", "git lfs pull");
        Files.writeString(file, "<!DOCTYPE html><html><body>not found</body></html>");
        refused(file, "web page");
        Files.writeString(file, "PK\3\4 and so on");
        refused(file, "zip archive");
        Files.delete(file);
        refused(file, "no such file");
    }

    /** Whatever a header holds, opening ends in a file that can be read whole or in the one exception. */
    @Property(tries = 1000)
    void noHeaderEscapesTheChecks(@ForAll("headers") String header, @ForAll byte[] data) throws IOException {
        open(header.getBytes(StandardCharsets.UTF_8), data);
    }

    @Property(tries = 1000)
    void noBytesEscapeTheChecks(@ForAll byte[] header, @ForAll byte[] data) throws IOException {
        open(header, data);
    }

    @Property(tries = 1000)
    void noFlippedByteEscapesTheChecks(@ForAll int position, @ForAll byte replacement) throws IOException {
        byte[] header = TWO.getBytes(StandardCharsets.UTF_8);
        header[Math.floorMod(position, header.length)] = replacement;
        open(header, new byte[12]);
    }

    @Provide
    Arbitrary<String> headers() {
        Arbitrary<String> tokens = Arbitraries.of(
                "{",
                "}",
                "[",
                "]",
                ",",
                ":",
                "\"a\"",
                "\"b\"",
                "\"dtype\"",
                "\"shape\"",
                "\"data_offsets\"",
                "\"F32\"",
                "\"U8\"",
                "0",
                "1",
                "4",
                "-1",
                "9223372036854775807",
                "1e400",
                "null",
                "\"__metadata__\"",
                "{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}",
                "\"c\":");
        return tokens.list().ofMaxSize(25).map(list -> String.join("", list));
    }

    private static void open(byte[] header, byte[] data) throws IOException {
        Path file = Files.createTempFile("fuzz", ".safetensors");
        try {
            Files.write(file, assemble(header, data));
            try (SafetensorsFile source = SafetensorsFile.open(file)) {
                long total = 0;
                for (TensorInfo info : source.tensors().values()) {
                    total += source.bytes(info.name()).remaining();
                }
                assertThat(total).isEqualTo(data.length);
            } catch (CheckpointFormatException expected) {
                assertThat(expected).hasMessageContaining(file.toString());
            }
        } finally {
            Files.delete(file);
        }
    }

    private static void refused(Path file, String... parts) {
        assertThatThrownBy(() -> SafetensorsFile.open(file).close())
                .isInstanceOf(CheckpointFormatException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContainingAll(parts);
    }

    private Path write(String header, byte[] data) throws IOException {
        Path file = folder.resolve("x.safetensors");
        return Files.write(file, assemble(header.getBytes(StandardCharsets.UTF_8), data));
    }

    private static byte[] assemble(byte[] header, byte[] data) {
        return ByteBuffer.allocate(Long.BYTES + header.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .put(data)
                .array();
    }
}
