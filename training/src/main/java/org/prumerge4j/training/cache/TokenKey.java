package org.prumerge4j.training.cache;

import java.nio.ByteBuffer;

/** The 256 bits by which the tokens of an image are found, in four parts. */
record TokenKey(long first, long second, long third, long fourth) {
    static final int BYTES = 4 * Long.BYTES;

    /** Reads a key at the buffer's position and goes behind it. */
    static TokenKey read(ByteBuffer bytes) {
        return new TokenKey(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
    }

    /** Writes the key at the buffer's position and goes behind it. */
    void write(ByteBuffer bytes) {
        bytes.putLong(first).putLong(second).putLong(third).putLong(fourth);
    }
}
