package org.prumerge4j.data.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** PNG files; the decoder of the Java library, after a look at whether the file is all there. */
final class PngDecoder {
    private static final int SIGNATURE_BYTES = 8;
    private static final int TYPE_BYTES = 4;
    private static final int CHECKSUM_BYTES = 4;
    private static final int IMAGE_DATA = type("IDAT");
    private static final int END = type("IEND");

    private PngDecoder() {}

    static RgbImage decode(byte[] file, PixelLimit limit) throws IOException {
        checkComplete(ByteBuffer.wrap(file));
        return ImageIoDecoder.decode("png", file, limit);
    }

    private static void checkComplete(ByteBuffer file) throws IOException {
        boolean hasData = false;
        file.position(SIGNATURE_BYTES);
        while (file.remaining() >= Integer.BYTES + TYPE_BYTES) {
            int length = file.getInt();
            int type = file.getInt();
            long rest = (long) length + CHECKSUM_BYTES;
            if (type == END) {
                break;
            }
            if (length < 0 || rest > file.remaining()) {
                throw new IOException("it is truncated: " + file.remaining() + " bytes are left of a chunk of "
                        + Integer.toUnsignedString(length));
            }
            hasData |= type == IMAGE_DATA;
            file.position(file.position() + (int) rest);
        }
        if (!hasData) {
            throw new IOException("it is truncated: there is no image data");
        }
    }

    private static int type(String name) {
        return ByteBuffer.wrap(name.getBytes(StandardCharsets.US_ASCII)).getInt();
    }
}
