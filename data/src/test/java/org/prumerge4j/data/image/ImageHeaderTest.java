package org.prumerge4j.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.prumerge4j.data.InvalidDataException;

class ImageHeaderTest {
    private static final List<String> ENDINGS = List.of(".png", ".jpg", ".gif", ".webp", ".bmp");

    @TempDir
    Path folder;

    private static Path images() throws URISyntaxException {
        return Path.of(ImageHeaderTest.class.getResource("/images").toURI());
    }

    static List<Path> files() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(images())) {
            return files.filter(file -> ENDINGS.stream().anyMatch(file.toString()::endsWith))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void saysWhatReadingTheWholeFileSays(Path file) throws IOException {
        ImageHeader header = new ImageReader().header(file);
        RgbImage image = new ImageReader().read(file);

        assertThat(header.width()).isEqualTo(image.width());
        assertThat(header.height()).isEqualTo(image.height());
        assertThat(header.fits(file)).isEqualTo(!file.endsWith("really-gif.jpg"));
    }

    @Test
    void endingsAreReadWithoutCase() {
        ImageHeader header = new ImageHeader("JPEG", List.of("jpg", "jpeg"), 1, 1);

        assertThat(header.fits(Path.of("a.b", "x.JPG"))).isTrue();
        assertThat(header.fits(Path.of("x.jpg", "y.png"))).isFalse();
        assertThat(header.fits(Path.of("x"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rgb.png", "ycc420.jpg", "opaque.gif", "lossless.webp", "rgb.bmp"})
    void refusesAFileWithoutASize(String name) throws IOException, URISyntaxException {
        byte[] whole = Files.readAllBytes(images().resolve(name));
        Path cut = Files.write(folder.resolve(name), Arrays.copyOf(whole, 9));

        assertThatThrownBy(() -> new ImageReader().header(cut))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining(name);
    }

    @Test
    void refusesWhatIsNoImageAndWhatIsTooLarge() throws IOException, URISyntaxException {
        Path text = Files.writeString(folder.resolve("page.jpg"), "<html>not found</html>");

        assertThatThrownBy(() -> new ImageReader().header(text)).hasMessageContaining("is not a PNG, JPEG");
        for (String name : List.of("rgb.png", "opaque.gif")) {
            Path file = images().resolve(name);
            assertThatThrownBy(() -> new ImageReader(3).header(file)).hasMessageContaining("pixels; the limit is 3");
        }
    }
}
