package org.prumerge4j.training.tracking.tensorboard;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The framing of TFRecord files: length as a little-endian 64-bit number, its checksum, the data, their checksum. A
 * checksum is CRC-32C, rotated and shifted by a constant so that checksums of data that hold checksums stay strong.
 */
final class RecordFraming {
    private static final int ROTATION = 15;
    private static final int MASK_DELTA = 0xa282ead8;

    private RecordFraming() {}

    /** The data in their frame. */
    static ByteBuffer frame(byte[] data) {
        ByteBuffer frame = ByteBuffer.allocate(Long.BYTES + Integer.BYTES + data.length + Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        frame.putLong(data.length);
        frame.putInt(maskedChecksum(frame.array(), Long.BYTES));
        frame.put(data);
        frame.putInt(maskedChecksum(data, data.length));
        return frame.flip();
    }

    static int maskedChecksum(byte[] bytes, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        return Integer.rotateRight((int) checksum.getValue(), ROTATION) + MASK_DELTA;
    }
}
