package org.prumerge4j.data.tokenizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Fields of one message in the protobuf wire format, one after the other.
 *
 * <p>Call {@link #next()}, look at {@link #field()}, then take or {@link #skip()} the value. Every method throws
 * {@link MalformedMessageException} where the bytes are not a message.
 */
final class ProtobufReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;
    private static final int WIRE_TYPE_BITS = 3;
    private static final int MAX_VARINT_BITS = 64;

    private final ByteBuffer bytes;
    private int field;
    private int wireType;

    ProtobufReader(ByteBuffer bytes) {
        this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Moves on to the next field; false at the end of the message. */
    boolean next() {
        if (!bytes.hasRemaining()) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> WIRE_TYPE_BITS);
        wireType = (int) (tag & ((1 << WIRE_TYPE_BITS) - 1));
        if (field <= 0) {
            throw new MalformedMessageException("field number " + field, bytes.position());
        }
        return true;
    }

    int field() {
        return field;
    }

    int intValue() {
        expect(VARINT);
        return (int) varint();
    }

    boolean booleanValue() {
        expect(VARINT);
        return varint() != 0;
    }

    float floatValue() {
        expect(FIXED32);
        need(Float.BYTES);
        return bytes.getFloat();
    }

    ProtobufReader message() {
        return new ProtobufReader(slice());
    }

    int length() {
        return slice().remaining();
    }

    String text() {
        int begin = bytes.position();
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(slice()).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedMessageException("text that is not UTF-8", begin);
        }
    }

    void skip() {
        switch (wireType) {
            case VARINT -> varint();
            case FIXED64 -> skip(Long.BYTES);
            case LENGTH_DELIMITED -> slice();
            case FIXED32 -> skip(Integer.BYTES);
            default -> throw new MalformedMessageException("wire type " + wireType, bytes.position());
        }
    }

    private ByteBuffer slice() {
        expect(LENGTH_DELIMITED);
        long length = varint();
        if (length < 0 || length > bytes.remaining()) {
            throw new MalformedMessageException(
                    "a field of " + length + " bytes where " + bytes.remaining() + " are left", bytes.position());
        }
        ByteBuffer slice = bytes.slice(bytes.position(), (int) length);
        bytes.position(bytes.position() + (int) length);
        return slice;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < MAX_VARINT_BITS; shift += 7) {
            need(1);
            byte next = bytes.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new MalformedMessageException("a number of more than 10 bytes", bytes.position());
    }

    private void skip(int count) {
        need(count);
        bytes.position(bytes.position() + count);
    }

    private void need(int count) {
        if (bytes.remaining() < count) {
            throw new MalformedMessageException("the end of the data inside a field", bytes.position());
        }
    }

    private void expect(int expected) {
        if (wireType != expected) {
            throw new MalformedMessageException(
                    "wire type " + wireType + " for field " + field + ", expected " + expected, bytes.position());
        }
    }

    /** Bytes that are not a protobuf message. */
    static final class MalformedMessageException extends RuntimeException {
        MalformedMessageException(String found, int position) {
            super(found + " at byte " + position + " of the message");
        }
    }
}
