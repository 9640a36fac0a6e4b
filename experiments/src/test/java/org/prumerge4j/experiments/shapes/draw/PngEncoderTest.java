package org.prumerge4j.experiments.shapes.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.zip.InflaterInputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.commons.io.IOUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.data.image.ImageReader;
import org.prumerge4j.data.image.RgbImage;

class PngEncoderTest {
    private static byte[] inflated(byte[] zlib) throws IOException {
        return IOUtils.toByteArray(new InflaterInputStream(new ByteArrayInputStream(zlib)));
    }

    private static byte[] bytes(int length, int kinds) {
        SplittableRandom random = new SplittableRandom(length);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (256 - kinds + random.nextInt(kinds));
        }
        return bytes;
    }

    @Property(tries = 200)
    void anyBytesComeBack(@ForAll @Size(max = 600) byte[] data) throws IOException {
        assertThat(inflated(FixedDeflate.zlib(data))).isEqualTo(data);
    }

    @Property(tries = 60)
    void longAndRepetitiveBytesComeBackSmaller(
            @ForAll @IntRange(min = 40_000, max = 120_000) int length, @ForAll @IntRange(min = 1, max = 4) int kinds)
            throws IOException {
        byte[] data = bytes(length, kinds);
        byte[] packed = FixedDeflate.zlib(data);

        assertThat(inflated(packed)).isEqualTo(data);
        assertThat(packed.length).isLessThan(2 * length / 3);
    }

    @Test
    void imageReaderSeesTheSamePixels(@TempDir Path folder) throws IOException {
        byte[] rgb = new byte[3 * 35 * 7];
        for (int i = 0; i < 35 * 7; i++) {
            rgb[3 * i] = (byte) i;
            rgb[3 * i + 1] = (byte) (255 - i);
            rgb[3 * i + 2] = (byte) (7 * i);
        }
        Path file = folder.resolve("image.png");
        Files.write(file, PngEncoder.encode(new RgbImage(35, 7, rgb)));

        RgbImage read = new ImageReader().read(file);

        assertThat(read.width()).isEqualTo(35);
        assertThat(read.height()).isEqualTo(7);
        assertThat(read.rgb()).isEqualTo(rgb);
    }

    @Test
    void refusesMoreColorsThanAPaletteHolds() {
        byte[] rgb = new byte[3 * 257];
        for (int i = 0; i < 257; i++) {
            rgb[3 * i] = (byte) i;
            rgb[3 * i + 1] = (byte) (i >> 8);
        }

        assertThatThrownBy(() -> PngEncoder.encode(new RgbImage(257, 1, rgb)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more than the 256 colors");
    }
}
