package org.prumerge4j.training.tracking.protobuf;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A decoded protocol-buffer message: its fields by number. What is absent has the default value of its type. */
public final class ProtobufMessage {
    private static final int VARINT_BITS = 7;
    private static final int VARINT_MASK = 0x7f;

    private final List<Field> fields;

    private ProtobufMessage(List<Field> fields) {
        this.fields = fields;
    }

    private record Field(int number, long bits, ByteBuffer content) {}

    /**
     * Decodes a message.
     *
     * @throws IOException if the bytes are not a message
     */
    public static ProtobufMessage parse(byte[] bytes) throws IOException {
        return parse(ByteBuffer.wrap(bytes));
    }

    private static ProtobufMessage parse(ByteBuffer bytes) throws IOException {
        ByteBuffer in = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        List<Field> fields = new ArrayList<>();
        try {
            while (in.hasRemaining()) {
                fields.add(field(in));
            }
        } catch (BufferUnderflowException e) {
            throw new IOException("a protobuf message of " + bytes.remaining() + " bytes ends inside a field", e);
        }
        return new ProtobufMessage(fields);
    }

    /** Whether the field is there. */
    public boolean has(int field) {
        return fields.stream().anyMatch(f -> f.number == field);
    }

    /** Value of an integer field; the last one counts. */
    public long integer(int field) {
        long value = 0;
        for (Field f : fields) {
            value = f.number == field ? f.bits : value;
        }
        return value;
    }

    /** Value of a double field. */
    public double float64(int field) {
        return Double.longBitsToDouble(integer(field));
    }

    /** Value of a float field. */
    public float float32(int field) {
        return Float.intBitsToFloat((int) integer(field));
    }

    /** Value of a text field. */
    public String text(int field) {
        List<String> all = texts(field);
        return all.isEmpty() ? "" : all.get(all.size() - 1);
    }

    /** Values of a repeated text field. */
    public List<String> texts(int field) {
        return fields.stream()
                .filter(f -> f.number == field)
                .map(f -> StandardCharsets.UTF_8.decode(f.content.duplicate()).toString())
                .toList();
    }

    /**
     * Values of a field that holds messages.
     *
     * @throws IOException if one of them is not a message
     */
    public List<ProtobufMessage> messages(int field) throws IOException {
        List<ProtobufMessage> messages = new ArrayList<>();
        for (Field f : fields) {
            if (f.number == field) {
                messages.add(parse(f.content));
            }
        }
        return messages;
    }

    private static Field field(ByteBuffer in) throws IOException {
        long tag = varint(in);
        int number = (int) (tag >>> WireType.BITS);
        ByteBuffer nothing = ByteBuffer.allocate(0);
        return switch ((int) tag & WireType.MASK) {
            case WireType.VARINT -> new Field(number, varint(in), nothing);
            case WireType.FIXED64 -> new Field(number, in.getLong(), nothing);
            case WireType.FIXED32 -> new Field(number, in.getInt(), nothing);
            case WireType.LENGTH_DELIMITED -> new Field(number, 0, content(in));
            default ->
                throw new IOException(
                        "field " + number + " has wire type " + (tag & WireType.MASK) + ", expected 0, 1, 2 or 5");
        };
    }

    private static ByteBuffer content(ByteBuffer in) {
        long length = varint(in);
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer content = in.slice(in.position(), (int) length);
        in.position(in.position() + (int) length);
        return content;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += VARINT_BITS) {
            byte next = in.get();
            value |= (long) (next & VARINT_MASK) << shift;
            if (next >= 0) {
                break;
            }
        }
        return value;
    }
}
