package org.prumerge4j.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImagePreprocessorTest {
    private static final List<Double> MEAN = List.of(0.48145466, 0.4578275, 0.40821073);
    private static final List<Double> DEVIATION = List.of(0.26862954, 0.26130258, 0.27577711);

    @Test
    void padsWithTheMeanColour() {
        int size = 500;
        PixelSettings settings = new PixelSettings(size, size, MEAN, DEVIATION);
        RgbImage white = solid(500, 301, 255, 255, 255);

        float[] values = new ImagePreprocessor(settings, AspectRatio.PAD).preprocess(white);

        // Border of (122, 116, 104) above row 99 and below row 399: (500 - 301) / 2 rounded down.
        float[] border = {-0.01125f, -0.01120f, -0.00133f};
        for (int channel = 0; channel < 3; channel++) {
            int plane = channel * size * size;
            assertThat(values[plane + 98 * size]).isEqualTo(border[channel], offset(1e-5f));
            assertThat(values[plane + 99 * size]).isGreaterThan(1.9f);
            assertThat(values[plane + 399 * size]).isGreaterThan(1.9f);
            assertThat(values[plane + 400 * size]).isEqualTo(border[channel], offset(1e-5f));
        }
    }

    @Test
    void cropsTheMiddleOfTheLongEdge() {
        PixelSettings settings = new PixelSettings(2, 2, List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));
        RgbImage columns = new RgbImage(7, 2, new byte[7 * 2 * 3]);
        for (int pixel = 0; pixel < 14; pixel++) {
            columns.rgb()[pixel * 3] = (byte) (pixel % 7 * 10);
        }

        float[] values = new ImagePreprocessor(settings, AspectRatio.CROP).preprocess(columns);

        assertThat(Arrays.copyOf(values, 4))
                .containsExactly(new float[] {20 / 255f, 30 / 255f, 20 / 255f, 30 / 255f}, offset(1e-7f));
    }

    @Test
    void cutsASmallerSquareOutOfTheResizedImage() {
        PixelSettings settings = new PixelSettings(8, 3, List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));

        assertThat(new ImagePreprocessor(settings, AspectRatio.PAD).preprocess(solid(20, 10, 9, 9, 9)))
                .hasSize(27);
    }

    @Test
    void resizingLeavesASolidColourAlone() {
        RgbImage resized = PillowResampler.resize(solid(61, 47, 3, 128, 255), 20, 100);

        assertThat(resized.rgb()).isEqualTo(solid(20, 100, 3, 128, 255).rgb());
    }

    @Test
    void resizingAveragesOverAllPixelsThatAPixelStandsFor() {
        RgbImage stripes = new RgbImage(400, 1, new byte[1200]);
        for (int x = 0; x < 400; x += 2) {
            Arrays.fill(stripes.rgb(), x * 3, x * 3 + 3, (byte) 200);
        }

        byte[] grey = PillowResampler.resize(stripes, 10, 1).rgb();

        for (byte value : grey) {
            assertThat(value & 0xff).isBetween(98, 102);
        }
    }

    @Test
    void noImageIsZeros() {
        PixelSettings settings = new PixelSettings(4, 4, MEAN, DEVIATION);

        assertThat(new ImagePreprocessor(settings, AspectRatio.PAD).blank())
                .hasSize(48)
                .containsOnly(0f);
    }

    private static RgbImage solid(int width, int height, int red, int green, int blue) {
        byte[] rgb = new byte[width * height * 3];
        for (int at = 0; at < rgb.length; at += 3) {
            rgb[at] = (byte) red;
            rgb[at + 1] = (byte) green;
            rgb[at + 2] = (byte) blue;
        }
        return new RgbImage(width, height, rgb);
    }
}
