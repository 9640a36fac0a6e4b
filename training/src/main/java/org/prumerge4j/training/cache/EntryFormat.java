package org.prumerge4j.training.cache;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.model.tensor.HalfPrecision;

/**
 * How the tokens of one image lie in a segment, little-endian: a header (magic number, key, tokens, channels, patches,
 * number format, CRC-32C of the payload, CRC-32C of the header), the centres as 16-bit integers, the values in 16 bits.
 *
 * <p>Values are halves; of an image with a value too large for them, which no known tower gives, all values are bfloat16.
 */
final class EntryFormat {
    static final int HEADER_BYTES = 64;

    private static final long MAGIC = 0x31304B4F544A3450L; // "P4JTOK01"
    private static final int HEADER_CHECKED = HEADER_BYTES - Integer.BYTES;
    private static final int F16 = 1;
    private static final int BF16 = 2;
    private static final float F16_MAX = 65504;

    private EntryFormat() {}

    /** A header that is as it was written. */
    record Header(TokenKey key, int tokens, int channels, int patches, int type, int payloadCheck) {
        int payloadBytes() {
            return Math.toIntExact(Short.BYTES * (tokens + (long) tokens * channels));
        }

        int entryBytes() {
            return Math.addExact(HEADER_BYTES, payloadBytes());
        }
    }

    /** Header and payload, ready to be written. */
    static ByteBuffer encode(TokenKey key, ReducedTokens tokens) {
        int type = fitsHalves(tokens.values()) ? F16 : BF16;
        Header header = new Header(key, tokens.tokens(), tokens.channels(), tokens.patches(), type, 0);
        ByteBuffer entry = ByteBuffer.allocate(header.entryBytes()).order(ByteOrder.LITTLE_ENDIAN);
        entry.position(HEADER_BYTES);
        for (int centre : tokens.centres()) {
            entry.putShort((short) centre);
        }
        if (type == F16) {
            HalfPrecision.floatsToF16(tokens.values(), entry);
        } else {
            HalfPrecision.floatsToBf16(tokens.values(), entry);
        }
        int check = check(entry, HEADER_BYTES, header.payloadBytes());
        entry.position(0).putLong(MAGIC);
        key.write(entry);
        entry.putInt(header.tokens()).putInt(header.channels()).putShort((short) header.patches());
        entry.putShort((short) type).putInt(check);
        entry.putInt(HEADER_CHECKED, check(entry, 0, HEADER_CHECKED));
        return entry.rewind();
    }

    /** The header at the start of a buffer; null if there is none, or a damaged one. */
    static @Nullable Header header(ByteBuffer bytes) {
        ByteBuffer header = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int start = header.position();
        if (header.remaining() < HEADER_BYTES
                || header.getLong() != MAGIC
                || header.getInt(start + HEADER_CHECKED) != check(header, start, HEADER_CHECKED)) {
            return null;
        }
        TokenKey key = TokenKey.read(header);
        return new Header(key, header.getInt(), header.getInt(), header.getShort(), header.getShort(), header.getInt());
    }

    /** The tokens of an entry; null if it is not one of this key, or damaged. */
    static @Nullable ReducedTokens decode(TokenKey key, ByteBuffer entry) {
        Header header = header(entry);
        if (header == null || !header.key().equals(key) || header.entryBytes() > entry.remaining()) {
            return null;
        }
        int start = entry.position() + HEADER_BYTES;
        if (check(entry, start, header.payloadBytes()) != header.payloadCheck()) {
            return null;
        }
        ByteBuffer payload = entry.duplicate().order(ByteOrder.LITTLE_ENDIAN).position(start);
        int[] centres = new int[header.tokens()];
        for (int token = 0; token < centres.length; token++) {
            centres[token] = payload.getShort();
        }
        float[] values = new float[header.tokens() * header.channels()];
        if (header.type() == F16) {
            HalfPrecision.f16ToFloats(payload, values);
        } else {
            HalfPrecision.bf16ToFloats(payload, values);
        }
        return new ReducedTokens(header.patches(), header.channels(), centres, values);
    }

    private static boolean fitsHalves(float[] values) {
        for (float value : values) {
            if (!(Math.abs(value) <= F16_MAX)) {
                return false;
            }
        }
        return true;
    }

    static int check(ByteBuffer bytes, int from, int count) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().clear().position(from).limit(from + count));
        return (int) crc.getValue();
    }
}
