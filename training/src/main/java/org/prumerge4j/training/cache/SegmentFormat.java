package org.prumerge4j.training.cache;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** How segment files are named, and how they begin: magic number, hash of the identity, CRC-32C, little-endian. */
final class SegmentFormat {
    static final String SUFFIX = ".segment";
    static final int HEADER_BYTES = 128;

    private static final long MAGIC = 0x31304753544A3450L; // "P4JTSG01"
    private static final int HEADER_CHECKED = HEADER_BYTES - Integer.BYTES;

    private SegmentFormat() {}

    /** A name no other process takes; names are in the order in which segments were begun, as far as clocks agree. */
    static String name(long milliseconds, long random) {
        return String.format(Locale.ROOT, "%013d-%016x%s", milliseconds, random, SUFFIX);
    }

    /**
     * The start of a segment.
     *
     * @param identity 64 hexadecimal digits
     */
    static ByteBuffer header(String identity) {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(MAGIC).put(identity.getBytes(StandardCharsets.US_ASCII));
        header.putInt(HEADER_CHECKED, EntryFormat.check(header, 0, HEADER_CHECKED));
        return header.rewind();
    }
}
