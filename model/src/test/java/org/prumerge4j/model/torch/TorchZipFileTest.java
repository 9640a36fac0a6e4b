package org.prumerge4j.model.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.model.io.AtomicFiles;
import org.prumerge4j.model.io.CheckpointFormatException;
import org.prumerge4j.model.tensor.ElementType;
import org.prumerge4j.model.tensor.OutputTensor;
import org.prumerge4j.model.tensor.Shape;
import org.prumerge4j.model.tensor.TensorInfo;
import org.prumerge4j.model.tensor.TensorValues;

class TorchZipFileTest {
    private static final float[] COUNTING = {0, 1, 2, 3, 4, 5};

    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        Path file = folder.resolve("x.bin");
        OutputTensor wide = TensorValues.output("a.weight", ElementType.F32, Shape.of(2, 3), COUNTING);
        OutputTensor half = TensorValues.output("ü.bias", ElementType.F16, Shape.of(2), new float[] {-1, 0.5f});
        OutputTensor brain = TensorValues.output("s", ElementType.BF16, Shape.of(), new float[] {3});
        new TorchZipWriter(new AtomicFiles()).write(file, List.of(wide, half, brain));
        try (TorchZipFile read = TorchZipFile.open(file)) {
            assertThat(read.tensors().values()).containsExactly(wide.info(), half.info(), brain.info());
            assertThat(TensorValues.floats(read, "a.weight")).containsExactly(COUNTING);
            assertThat(TensorValues.floats(read, "ü.bias")).containsExactly(-1f, 0.5f);
            assertThat(TensorValues.floats(read, "s")).containsExactly(3f);
            assertThat(read.origin("s")).isEqualTo(file.toString());
            assertThatThrownBy(() -> read.bytes("b")).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void writtenArchivesAreOrdinaryZipsWithAlignedContent() throws IOException {
        Path file = folder.resolve("x.bin");
        OutputTensor tensor = TensorValues.output("w", ElementType.F32, Shape.of(6), COUNTING);
        TorchZipWriter writer = new TorchZipWriter(new AtomicFiles());
        writer.write(file, List.of(tensor));
        try (java.util.zip.ZipFile zip = new java.util.zip.ZipFile(file.toFile())) {
            assertThat(zip.stream().map(ZipEntry::getName))
                    .containsExactly("archive/data.pkl", "archive/byteorder", "archive/data/0", "archive/version");
            // Reading checks the checksums.
            for (ZipEntry entry : java.util.Collections.list(zip.entries())) {
                assertThat(zip.getInputStream(entry).readAllBytes()).hasSize((int) entry.getSize());
            }
        }
        byte[] values = new byte[24];
        tensor.bytes().get().get(values);
        byte[] all = Files.readAllBytes(file);
        assertThat(indexOf(all, values) % 64).isZero();
        assertThatThrownBy(() -> writer.write(file, List.of(tensor, tensor))).hasMessageContaining("w");
        OutputTensor wrong = new OutputTensor(tensor.info(), () -> ByteBuffer.allocate(3));
        assertThatThrownBy(() -> writer.write(file, List.of(wrong))).hasMessageContaining("24 bytes");
        assertThat(Files.readAllBytes(file)).isEqualTo(all);
    }

    @Test
    void stridedTensorsAndSharedStoragesAreMadeContiguous() throws IOException {
        PickleBytes pickle = new PickleBytes().raw(0x80, 2).raw('}', '(');
        pickle.text("t").tensor("FloatStorage", "0", 6, 0, new long[] {3, 2}, new long[] {1, 3});
        pickle.text("tail").tensor("FloatStorage", "0", 6, 4, new long[] {2}, new long[] {1});
        pickle.text("column").tensor("FloatStorage", "0", 6, 1, new long[] {2, 1}, new long[] {3, 1});
        pickle.text("one").tensor("FloatStorage", "0", 6, 5, new long[] {1, 1}, new long[] {77, 99});
        pickle.text("none").tensor("FloatStorage", "0", 6, 6, new long[] {0, 2}, new long[] {1, 1});
        pickle.raw('u', '.');
        Path file = write(pickle, Map.of("0", floats()));
        try (TorchZipFile read = TorchZipFile.open(file)) {
            assertThat(TensorValues.floats(read, "t")).containsExactly(0f, 3f, 1f, 4f, 2f, 5f);
            assertThat(TensorValues.floats(read, "tail")).containsExactly(4f, 5f);
            assertThat(TensorValues.floats(read, "column")).containsExactly(1f, 4f);
            assertThat(TensorValues.floats(read, "one")).containsExactly(5f);
            assertThat(TensorValues.floats(read, "none")).isEmpty();
        }
    }

    @Test
    void parametersWrappedDictionariesAndModuleVersionsAreRead() throws IOException {
        PickleBytes pickle = new PickleBytes().raw(0x80, 2).raw('}', '(');
        pickle.text("epoch").raw('K', 3).text("state_dict");
        pickle.global("collections", "OrderedDict").raw(')', 'R').raw('(');
        pickle.text("w").global("torch._utils", "_rebuild_parameter").raw('(');
        pickle.tensor("HalfStorage", "0", 12, 0, new long[] {12}, new long[] {1})
                .raw(0x88);
        pickle.global("collections", "OrderedDict").raw(')', 'R').raw('t', 'R').raw('u');
        pickle.raw('}').text("_metadata").raw('}').raw('s').raw('b').raw('u', '.');
        try (TorchZipFile read = TorchZipFile.open(write(pickle, Map.of("0", floats())))) {
            assertThat(read.tensors().values()).containsExactly(new TensorInfo("w", ElementType.F16, Shape.of(12)));
        }
    }

    @Test
    void untypedStoragesTakeTheTypeOfTheirTensor() throws IOException {
        PickleBytes pickle = new PickleBytes().raw(0x80, 2).raw('}').text("w");
        pickle.global("torch._utils", "_rebuild_tensor_v3").raw('(', '(').text("storage");
        pickle.global("torch.storage", "UntypedStorage")
                .text("0")
                .text("cpu")
                .raw('K', 24)
                .raw('t', 'Q');
        pickle.raw('K', 1, '(', 'K', 5, 't', '(', 'K', 1, 't', 0x89).raw(')');
        pickle.global("torch", "float32").raw('t', 'R', 's', '.');
        try (TorchZipFile read = TorchZipFile.open(write(pickle, Map.of("0", floats())))) {
            assertThat(TensorValues.floats(read, "w")).containsExactly(1f, 2f, 3f, 4f, 5f);
        }
    }

    @Test
    void aForeignGlobalIsRefusedByName() throws IOException {
        PickleBytes pickle = new PickleBytes().raw(0x80, 2);
        pickle.global("posix", "system").raw('(').text("touch owned").raw('t', 'R', '.');
        refused(write(pickle, Map.of()), "posix.system", "refused", "run code");
        PickleBytes stacked =
                new PickleBytes().raw(0x80, 4).text("builtins").text("eval").raw(0x93, '.');
        refused(write(stacked, Map.of()), "builtins.eval", "refused");
        PickleBytes inner = new PickleBytes().raw(0x80, 2).raw('}').text("w");
        inner.global("torch", "load").raw(')', 'R', 's', '.');
        refused(write(inner, Map.of()), "torch.load", "refused");
    }

    @Test
    void otherInstructionsAreRefused() throws IOException {
        for (int opcode : new int[] {'i', 'o', 0x81, 0x92, 'P', 0x82, 'I', 'S', 'V', 0x97}) {
            refused(write(new PickleBytes().raw(0x80, 2).raw(opcode), Map.of()), String.format("0x%02x", opcode));
        }
        refused(write(new PickleBytes().raw(0x80, 9), Map.of()), "protocol 9");
    }

    @Test
    void damagedPicklesAreRefused() throws IOException {
        refused(write(new PickleBytes().raw(0x80, 2, '}'), Map.of()), "ends in the middle");
        refused(write(new PickleBytes().raw('.'), Map.of()), "takes more than it put");
        refused(write(new PickleBytes().raw('t'), Map.of()), "did not open");
        refused(write(new PickleBytes().raw('h', 1), Map.of()), "did not store");
        refused(write(new PickleBytes().raw('X', 255, 255, 255, 127), Map.of()), "longer than itself");
        refused(write(new PickleBytes().raw('K', 1, '.'), Map.of()), "something else than a state dictionary");
        refused(write(new PickleBytes().raw('}').text("w").raw('K', 1, 's', '.'), Map.of()), "entry w", "not a tensor");
        refused(write(new PickleBytes().raw(']', 'q', 0, 'h', 0, 'a', '.'), Map.of()), "state dictionary");
        refused(write(new PickleBytes().raw('}', '}', 'K', 1, 's', '.'), Map.of()), "keys");
    }

    @Test
    void viewsThatLeaveTheirStorageAreRefused() throws IOException {
        long[][][] views = {
            {{0}, {7}, {1}},
            {{1}, {6}, {1}},
            {{0}, {2, 3}, {4, 1}},
            {{0}, {4, 4}, {0, 0}},
            {{-1}, {2}, {1}},
            {{0}, {2}, {-1}},
            {{7}, {0}, {1}},
            {{0}, {2, 3}, {1}},
            {{0}, {1L << 62, 4}, {1, 1}},
            {{1L << 62}, {2}, {1L << 62}}
        };
        for (long[][] view : views) {
            PickleBytes pickle = new PickleBytes().raw(0x80, 2).raw('}').text("w");
            pickle.tensor("FloatStorage", "0", 6, view[0][0], view[1], view[2]).raw('s', '.');
            refused(write(pickle, Map.of("0", floats())), "storage 0");
        }
    }

    @Test
    void storagesThatAreMissingOrShortAreRefused() throws IOException {
        PickleBytes pickle = new PickleBytes().raw(0x80, 2).raw('}').text("w");
        pickle.tensor("FloatStorage", "0", 7, 0, new long[] {7}, new long[] {1}).raw('s', '.');
        refused(write(pickle, Map.of("0", floats())), "tensor w", "7 elements", "24 bytes");
        refused(write(pickle, Map.of("1", floats())), "tensor w", "storage 0", "missing");
    }

    @Test
    void compressedArchivesProgramsAndBigEndianValuesAreRefused() throws IOException {
        PickleBytes pickle = new PickleBytes().raw(0x80, 2).raw('}', '.');
        Path file = folder.resolve("deflated.bin");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("archive/data.pkl"));
            zip.write(pickle.bytes());
        }
        refused(file, "archive/data.pkl", "compressed", "torch.save");
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("archive/data.pkl", pickle.bytes());
        entries.put("archive/byteorder", "big".getBytes(StandardCharsets.US_ASCII));
        refused(zip("big.bin", entries), "big-endian");
        entries.put("archive/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
        entries.put("archive/constants.pkl", new byte[1]);
        refused(zip("script.bin", entries), "TorchScript");
        refused(zip("empty.bin", Map.of("archive/version", new byte[1])), "0 pickles");
    }

    @Test
    void encryptedEntriesAreRefused() throws IOException {
        Path file = write(new PickleBytes().raw(0x80, 2).raw('}', '.'), Map.of());
        byte[] all = Files.readAllBytes(file);
        int central = indexOf(all, new byte[] {'P', 'K', 1, 2});
        all[central + 8] |= 1;
        Files.write(file, all);
        refused(file, "encrypted");
    }

    @Test
    void anOversizedPickleIsNotRead() throws IOException {
        Path file = folder.resolve("x.bin");
        OutputTensor tensor = TensorValues.output("w", ElementType.F32, Shape.of(6), COUNTING);
        new TorchZipWriter(new AtomicFiles()).write(file, List.of(tensor));
        byte[] head = Files.readAllBytes(file);
        int central = indexOf(head, new byte[] {'P', 'K', 1, 2});
        for (int field : new int[] {20, 24}) {
            ByteBuffer.wrap(head)
                    .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                    .putInt(central + field, (int) TorchZipFile.MAX_PICKLE_BYTES + 1);
        }
        Files.write(file, head);
        refused(file, "archive/data.pkl", "more than the " + TorchZipFile.MAX_PICKLE_BYTES);
    }

    @Test
    void otherFilesAreNamedForWhatTheyAre() throws IOException {
        Path file = folder.resolve("x.bin");
        byte[] legacy = {
            (byte) 0x80,
            2,
            (byte) 0x8a,
            10,
            'l',
            (byte) 0xfc,
            (byte) 0x9c,
            'F',
            (byte) 0xf9,
            ' ',
            'j',
            (byte) 0xa8,
            'P',
            0x19,
            '.',
            (byte) 0x80,
            2,
            'M',
            (byte) 0xe9,
            3,
            '.'
        };
        Files.write(file, legacy);
        refused(file, "before version 1.6", "torch.save(torch.load(");
        Files.writeString(file, "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3\n");
        refused(file, "git-lfs pointer");
        Files.writeString(file, "");
        refused(file, "empty");
        Files.delete(file);
        refused(file, "no such file");
    }

    @Test
    void aTruncatedArchiveIsRefused() throws IOException {
        Path file = folder.resolve("x.bin");
        OutputTensor tensor = TensorValues.output("w", ElementType.F32, Shape.of(6), COUNTING);
        new TorchZipWriter(new AtomicFiles()).write(file, List.of(tensor));
        byte[] all = Files.readAllBytes(file);
        for (int length = 4; length < all.length; length += 7) {
            Files.write(file, Arrays.copyOf(all, length));
            refused(file, "truncated", "download it again");
        }
    }

    @Property(tries = 500)
    void noPickleEscapesTheChecks(@ForAll @Size(max = 40) byte[] pickle) throws IOException {
        Path file = Files.createTempFile("fuzz", ".bin");
        try {
            Files.write(file, zipBytes(Map.of("archive/data.pkl", pickle, "archive/data/0", floats())));
            open(file);
        } finally {
            Files.delete(file);
        }
    }

    @Property(tries = 1000)
    void noChangedByteEscapesTheChecks(@ForAll int position, @ForAll byte replacement) throws IOException {
        Path file = Files.createTempFile("fuzz", ".bin");
        try {
            PickleBytes pickle = new PickleBytes().raw(0x80, 2).raw('}').text("w");
            pickle.tensor("FloatStorage", "0", 6, 0, new long[] {3, 2}, new long[] {1, 3})
                    .raw('s', '.');
            Map<String, byte[]> entries = new LinkedHashMap<>();
            entries.put("archive/data.pkl", pickle.bytes());
            entries.put("archive/data/0", floats());
            byte[] all = zipBytes(entries);
            all[Math.floorMod(position, all.length)] = replacement;
            Files.write(file, all);
            open(file);
        } finally {
            Files.delete(file);
        }
    }

    private static void open(Path file) throws IOException {
        try (TorchZipFile read = TorchZipFile.open(file)) {
            for (TensorInfo info : read.tensors().values()) {
                assertThat(read.bytes(info.name()).remaining()).isEqualTo((int) info.byteSize());
            }
        } catch (CheckpointFormatException expected) {
            assertThat(expected).hasMessageContaining(file.toString());
        }
    }

    private static void refused(Path file, String... parts) {
        assertThatThrownBy(() -> TorchZipFile.open(file).close())
                .isInstanceOf(CheckpointFormatException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContainingAll(parts);
    }

    private Path write(PickleBytes pickle, Map<String, byte[]> storages) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("archive/data.pkl", pickle.bytes());
        storages.forEach((key, bytes) -> entries.put("archive/data/" + key, bytes));
        return zip("crafted.bin", entries);
    }

    private Path zip(String name, Map<String, byte[]> entries) throws IOException {
        return Files.write(folder.resolve(name), zipBytes(entries));
    }

    private static byte[] zipBytes(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setMethod(ZipOutputStream.STORED);
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                ZipEntry header = new ZipEntry(entry.getKey());
                CRC32 crc = new CRC32();
                crc.update(entry.getValue());
                header.setCrc(crc.getValue());
                header.setSize(entry.getValue().length);
                zip.putNextEntry(header);
                zip.write(entry.getValue());
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] floats() {
        return TensorValues.encode(COUNTING, ElementType.F32).array();
    }

    private static int indexOf(byte[] all, byte[] part) {
        for (int i = 0; i <= all.length - part.length; i++) {
            if (Arrays.equals(all, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new AssertionError("not found");
    }
}
