package org.prumerge4j.data.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.InvalidDataException;

/**
 * Reader of PNG, JPEG, GIF (first frame), WebP (first frame) and BMP files, whatever their extension says.
 *
 * <p>The pixels are those of Pillow's {@code convert("RGB")}, with which LLaVA was trained: transparency is dropped and
 * the colours below it kept, orientation tags and colour profiles are ignored, CMYK is converted without a profile, and
 * grey of 16 bits is cut off at 255.
 */
public final class ImageReader {
    /** Images with more pixels are refused unless told otherwise; twice the number at which Pillow begins to warn. */
    public static final long DEFAULT_MAX_PIXELS = 178_956_970;

    private static final int BYTES_SHOWN = 16;

    private final long maxPixels;

    /** With the default limit on the number of pixels. */
    public ImageReader() {
        this(DEFAULT_MAX_PIXELS);
    }

    /** With a limit on the number of pixels, against small files that unpack to enormous images. */
    public ImageReader(long maxPixels) {
        this.maxPixels = maxPixels;
    }

    /**
     * Reads an image file.
     *
     * @throws InvalidDataException if the file is no image, or a damaged, truncated or too large one
     * @throws IOException if the file cannot be read
     */
    public RgbImage read(Path file) throws IOException {
        return read(file, Files.readAllBytes(file));
    }

    /**
     * Decodes the content of an image file.
     *
     * @param file where it is from, for messages
     * @throws InvalidDataException if it is no image, or a damaged, truncated or too large one
     */
    public RgbImage read(Path file, byte[] bytes) throws InvalidDataException {
        ImageFormat format = ImageFormat.of(bytes);
        if (format == null) {
            throw notAnImage(file, bytes);
        }
        try {
            return decode(format, bytes);
        } catch (IOException | RuntimeException e) {
            throw new InvalidDataException(file + " is a " + format + " file that cannot be decoded: " + reason(e), e);
        }
    }

    /**
     * Reads the beginning of an image file; a file cut off or damaged behind it passes.
     *
     * @throws InvalidDataException if the file is no image, or has a damaged header or too many pixels
     * @throws IOException if the file cannot be read
     */
    public ImageHeader header(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(ImageHeader.SIGNATURE_BYTES);
        }
        ImageFormat format = ImageFormat.of(bytes);
        if (format == null) {
            throw notAnImage(file, bytes);
        }
        try {
            return ImageHeader.read(format, file, bytes, new PixelLimit(maxPixels));
        } catch (IOException | RuntimeException e) {
            throw new InvalidDataException(file + " is a " + format + " file with a bad header: " + reason(e), e);
        }
    }

    private static InvalidDataException notAnImage(Path file, byte[] bytes) {
        return new InvalidDataException(file + " is not a PNG, JPEG, GIF, WebP or BMP image: " + beginning(bytes));
    }

    private RgbImage decode(ImageFormat format, byte[] bytes) throws IOException {
        PixelLimit limit = new PixelLimit(maxPixels);
        return switch (format) {
            case PNG -> PngDecoder.decode(bytes, limit);
            case JPEG -> JpegDecoder.decode(bytes, limit);
            case GIF -> new GifDecoder(bytes, limit).decode();
            case WEBP -> WebpDecoder.decode(bytes, limit);
            case BMP -> ImageIoDecoder.decode("bmp", bytes, limit);
        };
    }

    private static String beginning(byte[] bytes) {
        if (bytes.length == 0) {
            return "it is empty";
        }
        int shown = Math.min(bytes.length, BYTES_SHOWN);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < shown; i++) {
            text.append(bytes[i] >= ' ' && bytes[i] < 0x7f ? (char) bytes[i] : '.');
        }
        return "it begins with " + HexFormat.ofDelimiter(" ").formatHex(bytes, 0, shown) + " (\"" + text + "\")";
    }

    private static @Nullable String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
