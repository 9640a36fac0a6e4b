package org.prumerge4j.data.image;

import java.io.IOException;

/** How many pixels an image may have. */
record PixelLimit(long maxPixels) {
    /** Bytes of an image must fit into one array. */
    private static final long MOST = Integer.MAX_VALUE / RgbImage.CHANNELS - 1L;

    void check(int width, int height) throws IOException {
        if (width < 1 || height < 1) {
            throw new IOException("its size is " + width + " x " + height);
        }
        long limit = Math.min(maxPixels, MOST);
        if ((long) width * height > limit) {
            throw new IOException("it has " + width + " x " + height + " pixels; the limit is " + limit
                    + ", against unpacking bombs");
        }
    }
}
