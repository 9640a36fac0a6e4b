package org.prumerge4j.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.InflaterInputStream;
import org.apache.commons.io.IOUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.prumerge4j.data.InvalidDataException;

/** Files under {@code images}, beside each what Pillow makes of it: width, height, pixels; deflated. */
class ImageReaderTest {
    private static final String FILES = "/images/";

    /** Decoders of lossy formats may round differently. */
    private static final int LOSSY_TOLERANCE = 2;

    /** The decoder of lossy WebP does not interpolate colour differences between pixels, Pillow's does. */
    private static final int LOSSY_WEBP_TOLERANCE = 24;

    private static final double LOSSY_WEBP_MEAN_TOLERANCE = 3;

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
                "ycck.jpg"
            })
    void lossyFilesAreCloseToThePixelsOfPillow(String name) throws IOException {
        assertClose(name, LOSSY_TOLERANCE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lossy.webp", "lossy-alpha.webp"})
    void lossyWebpIsNearThePixelsOfPillow(String name) throws IOException {
        int[] differences = assertClose(name, LOSSY_WEBP_TOLERANCE);

        assertThat(Arrays.stream(differences).average().orElseThrow()).isLessThan(LOSSY_WEBP_MEAN_TOLERANCE);
    }

    @Test
    void colourDifferencesAreRecognisedWithoutAHeaderThatSaysSo() throws IOException {
        byte[] jpeg = Files.readAllBytes(file("ycc444.jpg"));
        int jfifEnd = 4 + (jpeg[5] & 0xff);
        byte[] bare = new byte[jpeg.length - jfifEnd + 2];
        System.arraycopy(jpeg, 0, bare, 0, 2);
        System.arraycopy(jpeg, jfifEnd, bare, 2, jpeg.length - jfifEnd);

        RgbImage image = new ImageReader().read(written("bare.jpg", bare));

        assertThat(image.rgb())
                .isEqualTo(new ImageReader().read(file("ycc444.jpg")).rgb());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rgb.png",
                "interlaced.png",
                "ycc420.jpg",
                "progressive.jpg",
                "cmyk.jpg",
                "noise.gif",
                "opaque.gif",
                "lossy.webp",
                "lossless.webp",
                "noise.bmp"
            })
    void refusesTruncatedFiles(String name) throws IOException {
        byte[] whole = Files.readAllBytes(file(name));
        for (int part = 1; part < 7; part++) {
            Path cut = written(name, Arrays.copyOf(whole, whole.length * part / 8));
            assertThatThrownBy(() -> new ImageReader().read(cut))
                    .as(name + " cut to " + part + "/8")
                    .isInstanceOf(InvalidDataException.class)
                    .hasMessageContaining(cut.toString());
        }
    }

    @Test
    void refusesWhatIsNoImage() throws IOException {
        Path page = written("photo.jpg", "<html>Not found</html>".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> new ImageReader().read(page))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining(page.toString())
                .hasMessageContaining("3c 68 74 6d 6c")
                .hasMessageContaining("<html>Not found");

        assertThatThrownBy(() -> new ImageReader().read(written("empty.png", new byte[0])))
                .hasMessageContaining("it is empty");
        assertThatThrownBy(() -> new ImageReader()
                        .read(written("sound.webp", "RIFF....WAVEfmt ".getBytes(StandardCharsets.US_ASCII))))
                .hasMessageContaining("is not a PNG");
        assertThatThrownBy(() -> new ImageReader().read(folder.resolve("missing.png")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rgb.png", "ycc444.jpg", "opaque.gif", "lossless.webp", "animated.webp", "rgb.bmp"})
    void refusesMorePixelsThanTheLimit(String name) throws IOException {
        RgbImage image = new ImageReader().read(file(name));
        long pixels = (long) image.width() * image.height();

        assertThat(new ImageReader(pixels).read(file(name)).rgb()).isEqualTo(image.rgb());
        assertThatThrownBy(() -> new ImageReader(pixels - 1).read(file(name)))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining(image.width() + " x " + image.height())
                .hasMessageContaining("the limit is " + (pixels - 1));
    }

    @Test
    void refusesADeclaredSizeNoArrayCanHold() throws IOException {
        byte[] png = Files.readAllBytes(file("rgb.png"));
        ByteBuffer.wrap(png).putInt(16, 2_000_000_000).putInt(20, 2_000_000_000);

        assertThatThrownBy(() -> new ImageReader(Long.MAX_VALUE).read(written("bomb.png", png)))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("2000000000 x 2000000000");
    }

    private Path written(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static int[] assertClose(String name, int tolerance) throws IOException {
        RgbImage expected = expected(name);

        RgbImage image = new ImageReader().read(file(name));

        assertThat(image.width()).isEqualTo(expected.width());
        assertThat(image.height()).isEqualTo(expected.height());
        int[] differences = new int[expected.rgb().length];
        for (int i = 0; i < differences.length; i++) {
            differences[i] = Math.abs((image.rgb()[i] & 0xff) - (expected.rgb()[i] & 0xff));
        }
        assertThat(Arrays.stream(differences).max().orElseThrow()).as(name).isLessThanOrEqualTo(tolerance);
        return differences;
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
