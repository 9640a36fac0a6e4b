package org.prumerge4j.training.tracking.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.training.tracking.protobuf.ProtobufMessage;

class TensorBoardSinkTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1_600_000_000L, 500_000_000), ZoneOffset.UTC);

    /** Version, start and one scalar at the time of {@link #CLOCK}, computed by a program of its own in Python. */
    private static final String GOLDEN =
            "1800000000000000a37f4b22090000200084d7d7411a0d627261696e2e4576656e743a32e202d05d"
                    + "0f000000000000006d532b09090000200084d7d74110013a02080184769d31"
                    + "1a00000000000000129bd82d090000200084d7d74110012a0d0a0b0a046c6f7373150000003fb16690f8";

    @TempDir
    Path folder;

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private List<ProtobufMessage> events(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<ProtobufMessage> events = new ArrayList<>();
        while (in.hasRemaining()) {
            byte[] length = new byte[8];
            in.get(length);
            assertThat(in.getInt()).isEqualTo(RecordFraming.maskedChecksum(length, 8));
            byte[] data = new byte
                    [(int) ByteBuffer.wrap(length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong()];
            in.get(data);
            assertThat(in.getInt()).isEqualTo(RecordFraming.maskedChecksum(data, data.length));
            events.add(ProtobufMessage.parse(data));
        }
        return events;
    }

    /** CRC-32C of "123456789" is e3069283 by the standard; rotated right by 15 and 0xa282ead8 added. */
    @Test
    void checksumsAreMaskedCrc32c() {
        byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);

        assertThat(RecordFraming.maskedChecksum(digits, digits.length))
                .isEqualTo(Integer.rotateRight(0xe3069283, 15) + 0xa282ead8);
    }

    @Test
    void goldenBytes() throws IOException {
        try (TensorBoardSink sink = new TensorBoardSink(folder, CLOCK)) {
            sink.start(Map.of(), 0);
            sink.log(1, Map.of("loss", 0.5));
        }

        byte[] file = Files.readAllBytes(files().get(0));
        assertThat(HEX.formatHex(file)).isEqualTo(GOLDEN);
    }

    @Test
    void scalarsOfEveryStepAreReadBack() throws IOException {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("loss", Double.NaN);
        values.put("tokens", 1234L);
        values.put("skipped", true);
        values.put("samples", List.of("a"));
        values.put("note", "x");
        try (TensorBoardSink sink = new TensorBoardSink(folder, CLOCK)) {
            sink.start(Map.of(), 0);
            sink.log(1, values);
            sink.finish("completed");
        }

        List<ProtobufMessage> events = events(files().get(0));
        assertThat(events).hasSize(3);
        assertThat(events.get(0).text(3)).isEqualTo("brain.Event:2");
        assertThat(events.get(2).integer(2)).isEqualTo(1);
        assertThat(events.get(2).float64(1)).isEqualTo(1_600_000_000.5);
        List<ProtobufMessage> scalars = events.get(2).messages(5).get(0).messages(1);
        assertThat(scalars).extracting(value -> value.text(1)).containsExactly("loss", "tokens", "skipped");
        assertThat(scalars).extracting(value -> value.float32(2)).containsExactly(Float.NaN, 1234f, 1f);
    }

    @Test
    void aRunThatGoesOnMarksWhereInANewerFile() throws IOException {
        for (long completed : new long[] {0, 7}) {
            try (TensorBoardSink sink = new TensorBoardSink(folder, CLOCK)) {
                sink.start(Map.of(), completed);
            }
        }

        assertThat(files()).hasSize(2);
        ProtobufMessage mark = events(files().get(1)).get(1);
        assertThat(mark.integer(2)).isEqualTo(8);
        assertThat(mark.messages(7)).singleElement().satisfies(log -> assertThat(log.integer(1))
                .isEqualTo(1));
    }

    @Test
    void aClockSetBackNeitherHidesStepsNorTurnsTimeRound() throws IOException {
        Instant[] time = {CLOCK.instant()};
        InstantSource clock = () -> time[0];
        try (TensorBoardSink sink = new TensorBoardSink(folder, clock)) {
            sink.start(Map.of(), 0);
            sink.log(1, Map.of("loss", 1.0));
            time[0] = time[0].minusSeconds(7200);
            sink.log(2, Map.of("loss", 2.0));
        }
        try (TensorBoardSink sink = new TensorBoardSink(folder, clock)) {
            sink.start(Map.of(), 2);
            sink.log(3, Map.of("loss", 3.0));
        }

        List<ProtobufMessage> first = events(files().get(0));
        assertThat(first.get(3).integer(2)).isEqualTo(2);
        assertThat(first.get(3).float64(1)).isEqualTo(first.get(2).float64(1));
        assertThat(events(files().get(1)).get(2).integer(2)).isEqualTo(3);
    }

    @Test
    void refusesToLogWhenItIsNotStarted() {
        try (TensorBoardSink sink = new TensorBoardSink(folder, CLOCK)) {
            assertThatThrownBy(() -> sink.log(1, Map.of("loss", 1.0)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("not started");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
