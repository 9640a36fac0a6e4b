package org.prumerge4j.data.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * WebP files, lossy and lossless; of an animation the first frame, on a black canvas.
 *
 * <p>Only the chunk with the colours reaches the decoder, in a container of its own: transparency, profile and
 * orientation are to be ignored, and the decoder would apply some of them.
 */
final class WebpDecoder {
    private static final int RIFF_HEADER_BYTES = 12;
    private static final int CHUNK_HEADER_BYTES = 8;
    private static final int FRAME_HEADER_BYTES = 16;
    private static final int CANVAS_SIZE_OFFSET = 4;
    private static final int TAG_BYTES = 4;

    private WebpDecoder() {}

    static RgbImage decode(byte[] file, PixelLimit limit) throws IOException {
        ByteBuffer chunks = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).position(RIFF_HEADER_BYTES);
        byte @Nullable [] extended = null;
        while (chunks.remaining() >= CHUNK_HEADER_BYTES) {
            String tag = tag(chunks);
            byte[] payload = payload(chunks);
            switch (tag) {
                case "VP8X" -> extended = payload;
                case "VP8 ", "VP8L" -> {
                    return still(tag, payload, limit);
                }
                case "ANMF" -> {
                    if (extended == null) {
                        throw new IOException("it has a frame, but no size of the whole");
                    }
                    return frame(payload, extended, limit);
                }
                default -> {} // Profiles, metadata, transparency.
            }
        }
        throw new IOException("it is truncated: there is no image data");
    }

    private static RgbImage frame(byte[] frame, byte[] extended, PixelLimit limit) throws IOException {
        int width = number24(extended, CANVAS_SIZE_OFFSET) + 1;
        int height = number24(extended, CANVAS_SIZE_OFFSET + 3) + 1;
        limit.check(width, height);
        int left = 2 * number24(frame, 0);
        int top = 2 * number24(frame, 3);
        byte[] inner = new byte[RIFF_HEADER_BYTES + frame.length - FRAME_HEADER_BYTES];
        System.arraycopy(frame, FRAME_HEADER_BYTES, inner, RIFF_HEADER_BYTES, frame.length - FRAME_HEADER_BYTES);
        RgbImage image = decode(inner, limit);
        if (left + image.width() > width || top + image.height() > height) {
            throw new IOException("its first frame does not fit into the whole");
        }
        byte[] rgb = new byte[width * height * RgbImage.CHANNELS];
        int rowBytes = image.width() * RgbImage.CHANNELS;
        for (int y = 0; y < image.height(); y++) {
            int to = ((top + y) * width + left) * RgbImage.CHANNELS;
            System.arraycopy(image.rgb(), y * rowBytes, rgb, to, rowBytes);
        }
        return new RgbImage(width, height, rgb);
    }

    private static RgbImage still(String tag, byte[] payload, PixelLimit limit) throws IOException {
        int padded = payload.length + (payload.length & 1);
        ByteBuffer container = ByteBuffer.allocate(RIFF_HEADER_BYTES + CHUNK_HEADER_BYTES + padded)
                .order(ByteOrder.LITTLE_ENDIAN);
        container
                .put(ascii("RIFF"))
                .putInt(TAG_BYTES + CHUNK_HEADER_BYTES + padded)
                .put(ascii("WEBP"));
        container.put(ascii(tag)).putInt(payload.length).put(payload);
        return ImageIoDecoder.decode("webp", container.array(), limit);
    }

    private static String tag(ByteBuffer chunks) {
        byte[] tag = new byte[TAG_BYTES];
        chunks.get(tag);
        return new String(tag, StandardCharsets.ISO_8859_1);
    }

    private static byte[] payload(ByteBuffer chunks) throws IOException {
        long length = Integer.toUnsignedLong(chunks.getInt());
        if (length > chunks.remaining()) {
            throw new IOException("it is truncated: " + chunks.remaining() + " bytes are left of a chunk of " + length);
        }
        byte[] payload = new byte[(int) length];
        chunks.get(payload);
        chunks.position(Math.min(chunks.limit(), chunks.position() + (int) (length & 1)));
        return payload;
    }

    private static int number24(byte[] bytes, int at) {
        byte[] number = Arrays.copyOf(Arrays.copyOfRange(bytes, at, at + 3), Integer.BYTES);
        return ByteBuffer.wrap(number).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
