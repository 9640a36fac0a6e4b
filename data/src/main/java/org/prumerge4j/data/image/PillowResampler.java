package org.prumerge4j.data.image;

/**
 * Bicubic resizing, bit for bit as Pillow does it.
 *
 * <p>Keys' cubic kernel with a = -1/2, stretched by the factor of the reduction so that every source pixel counts
 * (antialiasing); first along rows, then along columns, each pass in fixed-point arithmetic and rounded to bytes.
 */
public final class PillowResampler {
    private static final double KERNEL_A = -0.5;
    private static final double KERNEL_SUPPORT = 2;
    private static final int FRACTION_BITS = 22;
    private static final int HALF = 1 << (FRACTION_BITS - 1);
    private static final int MAX_BYTE = 255;

    private PillowResampler() {}

    /** The image at another size; the same image if the size is the same. */
    public static RgbImage resize(RgbImage image, int width, int height) {
        RgbImage narrow = image.width() == width ? image : resizeRows(image, width);
        return narrow.height() == height ? narrow : resizeColumns(narrow, height);
    }

    private static RgbImage resizeRows(RgbImage image, int width) {
        Weights weights = Weights.of(image.width(), width);
        byte[] source = image.rgb();
        byte[] target = new byte[Math.multiplyExact(width * RgbImage.CHANNELS, image.height())];
        int at = 0;
        for (int y = 0; y < image.height(); y++) {
            int row = y * image.width();
            for (int x = 0; x < width; x++) {
                int first = (row + weights.first[x]) * RgbImage.CHANNELS;
                for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                    target[at++] = weighted(source, first + channel, RgbImage.CHANNELS, weights.fixed[x]);
                }
            }
        }
        return new RgbImage(width, image.height(), target);
    }

    private static RgbImage resizeColumns(RgbImage image, int height) {
        Weights weights = Weights.of(image.height(), height);
        byte[] source = image.rgb();
        int rowBytes = image.width() * RgbImage.CHANNELS;
        byte[] target = new byte[Math.multiplyExact(rowBytes, height)];
        int at = 0;
        for (int y = 0; y < height; y++) {
            int first = weights.first[y] * rowBytes;
            for (int i = 0; i < rowBytes; i++) {
                target[at++] = weighted(source, first + i, rowBytes, weights.fixed[y]);
            }
        }
        return new RgbImage(image.width(), height, target);
    }

    private static byte weighted(byte[] source, int first, int stride, int[] weights) {
        int sum = HALF;
        for (int i = 0, at = first; i < weights.length; i++, at += stride) {
            sum += (source[at] & MAX_BYTE) * weights[i];
        }
        return (byte) Math.max(0, Math.min(MAX_BYTE, sum >> FRACTION_BITS));
    }

    private static double kernel(double x) {
        double distance = Math.abs(x);
        if (distance < 1) {
            return ((KERNEL_A + 2) * distance - (KERNEL_A + 3)) * distance * distance + 1;
        }
        if (distance < KERNEL_SUPPORT) {
            return (((distance - 5) * distance + 8) * distance - 4) * KERNEL_A;
        }
        return 0;
    }

    /** For each target pixel the first source pixel and the weights of it and its successors. */
    private static final class Weights {
        private final int[] first;
        private final int[][] fixed;

        private Weights(int target) {
            this.first = new int[target];
            this.fixed = new int[target][];
        }

        static Weights of(int source, int target) {
            Weights weights = new Weights(target);
            double scale = (double) source / target;
            double filterScale = Math.max(scale, 1);
            double support = KERNEL_SUPPORT * filterScale;
            double inverse = 1 / filterScale;
            for (int x = 0; x < target; x++) {
                double centre = (x + 0.5) * scale;
                int begin = Math.max(0, (int) (centre - support + 0.5));
                int end = Math.min(source, (int) (centre + support + 0.5));
                double[] exact = new double[end - begin];
                double sum = 0;
                for (int i = 0; i < exact.length; i++) {
                    exact[i] = kernel((i + begin - centre + 0.5) * inverse);
                    sum += exact[i];
                }
                weights.first[x] = begin;
                weights.fixed[x] = toFixed(exact, sum);
            }
            return weights;
        }

        private static int[] toFixed(double[] exact, double sum) {
            int[] fixed = new int[exact.length];
            for (int i = 0; i < exact.length; i++) {
                double weight = (sum == 0 ? exact[i] : exact[i] / sum) * (1 << FRACTION_BITS);
                fixed[i] = (int) (weight < 0 ? weight - 0.5 : weight + 0.5);
            }
            return fixed;
        }
    }
}
