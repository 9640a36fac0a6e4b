package org.prumerge4j.training.tracking.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ProtobufTest {
    private static final HexFormat HEX = HexFormat.of();

    /** Bytes of the encoding guide of protocol buffers: 150 in field 1, "testing" in field 2. */
    @Test
    void fieldsAreEncodedAsTheFormatSays() {
        assertThat(HEX.formatHex(new ProtobufWriter().integer(1, 150).toBytes()))
                .isEqualTo("089601");
        assertThat(HEX.formatHex(new ProtobufWriter().text(2, "testing").toBytes()))
                .isEqualTo("120774657374696e67");
        assertThat(HEX.formatHex(new ProtobufWriter()
                        .message(3, new ProtobufWriter().integer(1, 150))
                        .toBytes()))
                .isEqualTo("1a03089601");
        assertThat(HEX.formatHex(new ProtobufWriter().integer(16, -1).toBytes()))
                .isEqualTo("8001ffffffffffffffffff01");
        assertThat(HEX.formatHex(
                        new ProtobufWriter().float64(1, 1.5).float32(2, -2f).toBytes()))
                .isEqualTo("09000000000000f83f15000000c0");
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        ProtobufMessage message = ProtobufMessage.parse(new ProtobufWriter()
                .integer(1, Long.MIN_VALUE)
                .text(2, "Ünï😀")
                .text(2, "b")
                .message(100, new ProtobufWriter().float32(1, Float.NaN).float64(2, -0.1))
                .toBytes());

        assertThat(message.integer(1)).isEqualTo(Long.MIN_VALUE);
        assertThat(message.texts(2)).containsExactly("Ünï😀", "b");
        assertThat(message.text(2)).isEqualTo("b");
        assertThat(message.messages(100)).singleElement().satisfies(inner -> {
            assertThat(inner.float32(1)).isNaN();
            assertThat(inner.float64(2)).isEqualTo(-0.1);
        });
        assertThat(message.has(3)).isFalse();
        assertThat(message.integer(3)).isZero();
        assertThat(message.text(3)).isEmpty();
    }

    @Test
    void bytesThatAreNoMessageAreRefused() {
        assertThatThrownBy(() -> ProtobufMessage.parse(HEX.parseHex("120774")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ends inside a field");
        assertThatThrownBy(() -> ProtobufMessage.parse(HEX.parseHex("0b")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("wire type 3");
    }
}
