package org.prumerge4j.model.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.model.io.AtomicFiles;
import org.prumerge4j.model.io.CheckpointFormatException;
import org.prumerge4j.model.tensor.ElementType;
import org.prumerge4j.model.tensor.Shape;
import org.prumerge4j.model.tensor.TensorValues;

/** Directories as archives of more than 4 GB have them, made out of that of a small one. */
class Zip64Test {
    private static final int END = 22;
    private static final int CENTRAL = 46;

    @TempDir
    Path folder;

    private Path file;
    private byte[] plain;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("x.bin");
        new TorchZipWriter(new AtomicFiles())
                .write(file, List.of(TensorValues.output("w", ElementType.F32, Shape.of(2), new float[] {3, 4})));
        plain = Files.readAllBytes(file);
    }

    @Test
    void sizesAndOffsetsOf64BitsAreRead() throws IOException {
        Files.write(file, widened());
        try (TorchZipFile read = TorchZipFile.open(file)) {
            assertThat(TensorValues.floats(read, "w")).containsExactly(3f, 4f);
        }
    }

    @Test
    void damaged64BitRecordsAreRefused() throws IOException {
        byte[] wide = widened();
        int locator = wide.length - END - 20;
        for (long elsewhere : new long[] {-1, Long.MAX_VALUE, 0, wide.length}) {
            ByteBuffer.wrap(wide).order(ByteOrder.LITTLE_ENDIAN).putLong(locator + 8, elsewhere);
            Files.write(file, wide);
            assertThatThrownBy(() -> TorchZipFile.open(file).close())
                    .isInstanceOf(CheckpointFormatException.class)
                    .hasMessageContaining("damaged");
        }
    }

    /** Moves every size and offset of the directory into Zip64 records. */
    private byte[] widened() throws IOException {
        ByteBuffer in = ByteBuffer.wrap(plain).order(ByteOrder.LITTLE_ENDIAN);
        int end = plain.length - END;
        int start = in.getInt(end + 16);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(plain, 0, start);
        int entries = 0;
        int at = start;
        while (at < end) {
            int nameBytes = in.getShort(at + 28);
            byte[] entry = Arrays.copyOfRange(plain, at, at + CENTRAL + nameBytes);
            ByteBuffer extra = ByteBuffer.allocate(4 + 6 + 24).order(ByteOrder.LITTLE_ENDIAN);
            extra.putShort((short) 99).putShort((short) 2).putShort((short) 0);
            extra.putShort((short) 1).putShort((short) 24);
            extra.putLong(in.getInt(at + 24)).putLong(in.getInt(at + 20)).putLong(in.getInt(at + 42));
            ByteBuffer wide = ByteBuffer.wrap(entry).order(ByteOrder.LITTLE_ENDIAN);
            wide.putInt(20, -1).putInt(24, -1).putInt(42, -1).putShort(30, (short) extra.position());
            out.write(entry);
            out.write(extra.array(), 0, extra.position());
            entries++;
            at += CENTRAL + nameBytes;
        }
        long end64 = out.size();
        ByteBuffer tail = ByteBuffer.allocate(56 + 20 + END).order(ByteOrder.LITTLE_ENDIAN);
        tail.putInt(0x06064b50)
                .putLong(44)
                .putShort((short) 45)
                .putShort((short) 45)
                .putInt(0)
                .putInt(0);
        tail.putLong(entries).putLong(entries).putLong(end64 - start).putLong(start);
        tail.putInt(0x07064b50).putInt(0).putLong(end64).putInt(1);
        tail.putInt(0x06054b50)
                .putInt(0)
                .putShort((short) -1)
                .putShort((short) -1)
                .putInt(-1)
                .putInt(-1);
        tail.putShort((short) 0);
        out.write(tail.array());
        return out.toByteArray();
    }
}
