package org.prumerge4j.training.tracking.wandb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransactionLogTest {
    private static final int HEADER = 7;
    private static final int BLOCK = 32768;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("run-x.wandb");
    }

    private void write(byte[]... records) throws IOException {
        try (TransactionLog log = TransactionLog.create(file)) {
            for (byte[] record : records) {
                log.append(record);
            }
        }
    }

    private List<byte[]> read() throws IOException {
        List<byte[]> records = new ArrayList<>();
        try (TransactionLogReader reader = TransactionLogReader.open(file)) {
            for (byte @Nullable [] next = reader.next(Long.MAX_VALUE);
                    next != null;
                    next = reader.next(Long.MAX_VALUE)) {
                records.add(next);
            }
        }
        return records;
    }

    private static byte[] record(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** CRC-32 of the byte 1 and "abc" was computed with zlib. */
    @Test
    void goldenBytes() throws IOException {
        write("abc".getBytes(StandardCharsets.US_ASCII));

        assertThat(HexFormat.of().formatHex(Files.readAllBytes(file)))
                .isEqualTo("3a572642e1be00" + GOLDEN_CHECKSUM + "0300" + "01" + "616263");
    }

    @Test
    void aRecordThatFillsTheFirstBlockIsOneChunk() throws IOException {
        write(record(BLOCK - 2 * HEADER, 1), record(1, 2));

        byte[] bytes = Files.readAllBytes(file);
        assertThat(bytes[HEADER + 6]).isEqualTo(TransactionLog.FULL);
        assertThat(bytes[BLOCK + 6]).isEqualTo(TransactionLog.FULL);
        assertThat(bytes).hasSize(BLOCK + HEADER + 1);
    }

    @Test
    void aBlockWithoutRoomForAChunkHeaderIsFilledWithZeros() throws IOException {
        write(record(BLOCK - 2 * HEADER - 6, 1), record(5, 2));

        byte[] bytes = Files.readAllBytes(file);
        assertThat(Arrays.copyOfRange(bytes, BLOCK - 6, BLOCK)).containsOnly(0);
        assertThat(bytes[BLOCK + 6]).isEqualTo(TransactionLog.FULL);
        assertThat(read()).hasSize(2);
    }

    @Test
    void aBlockWithRoomForNothingButAChunkHeaderGetsAnEmptyFirstChunk() throws IOException {
        write(record(BLOCK - 3 * HEADER, 1), record(5, 2));

        byte[] bytes = Files.readAllBytes(file);
        assertThat(Arrays.copyOfRange(bytes, BLOCK - 3, BLOCK)).containsExactly(0, 0, TransactionLog.FIRST);
        assertThat(bytes[BLOCK + 6]).isEqualTo(TransactionLog.LAST);
        assertThat(read().get(1)).isEqualTo(record(5, 2));
    }

    @Test
    void recordsOfAllSizesAreReadBack() throws IOException {
        List<byte[]> records = new ArrayList<>();
        Random random = new Random(3);
        for (int i = 0; i < 300; i++) {
            records.add(record(random.nextInt(i % 10 == 0 ? 100_000 : 600), i));
        }
        records.add(new byte[0]);
        write(records.toArray(byte[][]::new));

        assertThat(read()).usingElementComparator(Arrays::compare).containsExactlyElementsOf(records);
    }

    @Test
    void whatIsNotWholeYetIsReadLater() throws IOException {
        try (TransactionLog log = TransactionLog.create(file);
                TransactionLogReader reader = TransactionLogReader.open(file)) {
            log.append(record(40_000, 1));
            assertThat(reader.next(log.length() - 1)).isNull();
            assertThat(reader.next(log.length())).isEqualTo(record(40_000, 1));
            assertThat(reader.next(Long.MAX_VALUE)).isNull();
            log.append(record(3, 2));
            assertThat(reader.next(log.length())).isEqualTo(record(3, 2));
        }
    }

    @Test
    void readingEndsBeforeADamagedOrHalfRecord() throws IOException {
        write(record(10, 1), record(50_000, 2), record(10, 3));
        byte[] whole = Files.readAllBytes(file);

        Files.write(file, Arrays.copyOf(whole, whole.length - 1));
        assertThat(read()).hasSize(2);

        byte[] damaged = whole.clone();
        damaged[BLOCK + 100] ^= 1;
        Files.write(file, damaged);
        assertThat(read()).hasSize(1);
    }

    @Test
    void aFileThatGoesOnKeepsItsBlocks() throws IOException {
        write(record(BLOCK - 100, 1));
        try (TransactionLog log = TransactionLog.open(file, Files.size(file))) {
            log.append(record(500, 2));
        }

        assertThat(read()).hasSize(2);
        assertThat(read().get(1)).isEqualTo(record(500, 2));
    }

    @Test
    void neverWritesOverAFileAndRefusesOthers() throws IOException {
        Files.writeString(file, "something else");

        assertThatThrownBy(() -> TransactionLog.create(file)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> TransactionLogReader.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not a W&B run file");
    }

    private static final String GOLDEN_CHECKSUM = "a9209d53";
}
