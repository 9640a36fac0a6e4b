package org.prumerge4j.training.tracking.protobuf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Encodes one protocol-buffer message, field by field in the order of the calls. Whoever calls it knows the numbers and
 * types of the fields; a field with its default value may simply be left out.
 */
public final class ProtobufWriter {
    private static final int VARINT_BITS = 7;
    private static final int VARINT_MORE = 0x80;
    private static final int VARINT_MASK = 0x7f;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** A field of type int32, int64, uint64, bool or enum. */
    public ProtobufWriter integer(int field, long value) {
        tag(field, WireType.VARINT);
        varint(value);
        return this;
    }

    /** A field of type string. */
    public ProtobufWriter text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** A field that is a message itself. */
    public ProtobufWriter message(int field, ProtobufWriter value) {
        return bytes(field, value.toBytes());
    }

    /** A field of type double. */
    public ProtobufWriter float64(int field, double value) {
        tag(field, WireType.FIXED64);
        fixed(Double.doubleToRawLongBits(value), Long.BYTES);
        return this;
    }

    /** A field of type float. */
    public ProtobufWriter float32(int field, float value) {
        tag(field, WireType.FIXED32);
        fixed(Float.floatToRawIntBits(value), Integer.BYTES);
        return this;
    }

    /** The message so far. */
    public byte[] toBytes() {
        return out.toByteArray();
    }

    private ProtobufWriter bytes(int field, byte[] value) {
        tag(field, WireType.LENGTH_DELIMITED);
        varint(value.length);
        out.writeBytes(value);
        return this;
    }

    private void tag(int field, int wireType) {
        varint((long) field << WireType.BITS | wireType);
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~VARINT_MASK) != 0) {
            out.write((int) (rest & VARINT_MASK) | VARINT_MORE);
            rest >>>= VARINT_BITS;
        }
        out.write((int) rest);
    }

    private void fixed(long bits, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (bits >>> (i * Byte.SIZE)));
        }
    }
}
