package org.prumerge4j.data.image;

/**
 * Pixels of an image. The array is not copied, neither on the way in nor on the way out: leave it as it is.
 *
 * @param width pixels in a row
 * @param height number of rows
 * @param rgb {@code [height, width, 3]} red, green and blue, 0 to 255
 */
@SuppressWarnings("ArrayRecordComponent") // Large, and read byte by byte.
public record RgbImage(int width, int height, byte[] rgb) {
    /** Red, green and blue. */
    public static final int CHANNELS = 3;

    /** Checks that there are as many bytes as width and height say. */
    public RgbImage {
        if (width < 1 || height < 1 || (long) width * height * CHANNELS != rgb.length) {
            throw new IllegalArgumentException(
                    "an image of " + width + " x " + height + " pixels cannot have " + rgb.length + " bytes");
        }
    }
}
