package org.prumerge4j.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.InflaterInputStream;
import org.apache.commons.io.IOUtils;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files under {@code images}, beside each what Pillow makes of it: width, height, pixels; deflated. */
@SuppressWarnings("unused")
class ImageReaderTest {
    private static final String FILES = "/images/";

    /** Decoders of lossy formats may round differently. */
    private static final int LOSSY_TOLERANCE = 2;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rgb.png",
                "rgba.png",
                "rgb16.png",
                "grey.png",
                "grey2.png",
                "grey4.png",
                "grey16.png",
                "bits.png",
                "grey-gamma.png",
                "la.png",
                "la16.png",
                "palette.png",
                "palette-transparent.png",
                "interlaced.png",
                "opaque.gif",
                "transparent.gif",
                "offset.gif",
                "animated.gif",
                "noise.gif",
                "really-gif.jpg",
                "lossless.webp",
                "lossless-alpha.webp",
                "animated.webp",
                "profile.webp",
                "rgb.bmp",
                "rgba.bmp",
                "palette.bmp",
                "bits.bmp",
                "noise.bmp"
            })
    void losslessFilesGiveThePixelsOfPillow(String name) throws IOException {
        assertClose(name, 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "grey.jpg",
                "rgb.jpg",
                "ycc444.jpg",
                "ycc420.jpg",
                "progressive.jpg",
                "rotated.jpg",
                "profile.jpg",
                "cmyk.jpg",
                "cmyk-black.jpg",
                "ycck.jpg",
                "lossy.webp",
                "lossy-alpha.webp"
            })
    void lossyFilesAreCloseToThePixelsOfPillow(String name) throws IOException {
        assertClose(name, LOSSY_TOLERANCE);
    }

    private static void assertClose(String name, int tolerance) throws IOException {
        RgbImage expected = expected(name);

        RgbImage image = new ImageReader().read(file(name));

        assertThat(image.width()).isEqualTo(expected.width());
        assertThat(image.height()).isEqualTo(expected.height());
        int[] difference = new int[expected.rgb().length];
        for (int i = 0; i < difference.length; i++) {
            difference[i] = Math.abs((image.rgb()[i] & 0xff) - (expected.rgb()[i] & 0xff));
        }
        assertThat(Arrays.stream(difference).max().orElseThrow()).as(name).isLessThanOrEqualTo(tolerance);
    }

    private static RgbImage expected(String name) throws IOException {
        byte[] bytes = IOUtils.toByteArray(new InflaterInputStream(Files.newInputStream(file(name + ".rgb"))));
        ByteBuffer header = ByteBuffer.wrap(bytes);
        return new RgbImage(header.getShort(), header.getShort(), Arrays.copyOfRange(bytes, 4, bytes.length));
    }

    private static Path file(String name) {
        try {
            return Path.of(ImageReaderTest.class.getResource(FILES + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
