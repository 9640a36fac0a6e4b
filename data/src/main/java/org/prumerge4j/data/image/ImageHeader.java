package org.prumerge4j.data.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.stream.FileImageInputStream;

/**
 * What the beginning of an image file says.
 *
 * @param format name of the format, by content
 * @param extensions endings that names of such files have, in lower case and without the dot
 * @param width in pixels
 * @param height in pixels
 */
public record ImageHeader(String format, List<String> extensions, int width, int height) {
    /** Enough to tell formats apart, and to know the size of a GIF. */
    static final int SIGNATURE_BYTES = 16;

    private static final int GIF_SIZE_OFFSET = 6;
    private static final int SHORT_MASK = 0xffff;

    /** Copies the list. */
    public ImageHeader {
        extensions = List.copyOf(extensions);
    }

    /** Whether a file of this name is what its ending says. */
    public boolean fits(Path file) {
        String name = String.valueOf(file.getFileName());
        return extensions.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    static ImageHeader read(ImageFormat format, Path file, byte[] beginning, PixelLimit limit) throws IOException {
        if (format == ImageFormat.GIF) {
            return gif(beginning, limit);
        }
        try (FileImageInputStream stream = new FileImageInputStream(file.toFile())) {
            return ImageIoDecoder.withReader(
                    format.name().toLowerCase(Locale.ROOT),
                    stream,
                    limit,
                    reader -> new ImageHeader(
                            format.name(), format.extensions(), reader.getWidth(0), reader.getHeight(0)));
        }
    }

    private static ImageHeader gif(byte[] beginning, PixelLimit limit) throws IOException {
        if (beginning.length < GIF_SIZE_OFFSET + 2 * Short.BYTES) {
            throw new IOException("it is truncated: it has no size");
        }
        ByteBuffer size = ByteBuffer.wrap(beginning).order(ByteOrder.LITTLE_ENDIAN);
        int width = size.getShort(GIF_SIZE_OFFSET) & SHORT_MASK;
        int height = size.getShort(GIF_SIZE_OFFSET + Short.BYTES) & SHORT_MASK;
        limit.check(width, height);
        return new ImageHeader(ImageFormat.GIF.name(), ImageFormat.GIF.extensions(), width, height);
    }
}
