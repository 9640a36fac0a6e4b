package org.prumerge4j.experiments.shapes.draw;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.prumerge4j.data.image.RgbImage;
import org.prumerge4j.experiments.shapes.scene.Backdrop;
import org.prumerge4j.experiments.shapes.scene.ColorName;
import org.prumerge4j.experiments.shapes.scene.ObjectSize;
import org.prumerge4j.experiments.shapes.scene.Pair;
import org.prumerge4j.experiments.shapes.scene.Scene;
import org.prumerge4j.experiments.shapes.scene.SceneObject;
import org.prumerge4j.experiments.shapes.scene.SceneText;
import org.prumerge4j.experiments.shapes.scene.ShapeKind;
import org.prumerge4j.experiments.shapes.scene.Texture;

class SceneRendererTest {
    private static final Backdrop BLACK = new Backdrop(0, List.of(), List.of(), 0, 0);
    private static final int RADIUS = 24;

    private static SceneObject object(ShapeKind shape, Texture texture) {
        return new SceneObject(new Pair(ColorName.RED, shape), ObjectSize.LARGE, texture, 100, 120, RADIUS);
    }

    private static RgbImage image(List<SceneObject> objects, @Nullable SceneText text) {
        return SceneRenderer.render(new Scene(BLACK, objects, text));
    }

    private static int pixel(RgbImage image, int x, int y) {
        int at = 3 * (y * image.width() + x);
        byte[] rgb = image.rgb();
        return ((rgb[at] & 0xFF) << 16) | ((rgb[at + 1] & 0xFF) << 8) | (rgb[at + 2] & 0xFF);
    }

    private static List<Integer> pixels(RgbImage image) {
        List<Integer> pixels = new ArrayList<>();
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                pixels.add(pixel(image, x, y));
            }
        }
        return pixels;
    }

    /** Area of each shape of radius 12 pixels by geometry. */
    @ParameterizedTest
    @CsvSource({"CIRCLE,452", "SQUARE,350", "TRIANGLE,247", "STAR,177", "CROSS,325", "RING,310"})
    void shapesHaveTheirArea(ShapeKind shape, int area) {
        long painted = pixels(image(List.of(object(shape, Texture.PLAIN)), null)).stream()
                .filter(pixel -> pixel == ColorName.RED.rgb())
                .count();

        assertThat((double) painted / area).isBetween(0.9, 1.1);
    }

    @ParameterizedTest
    @EnumSource
    void shapesAreSymmetricAndWithinTheirRadius(ShapeKind shape) {
        RgbImage image = image(List.of(object(shape, Texture.PLAIN)), null);
        for (int y = 0; y < Scene.SIDE; y++) {
            for (int x = 0; x < Scene.SIDE; x++) {
                boolean painted = pixel(image, x, y) != 0;
                assertThat(pixel(image, Math.floorMod(99 - x, Scene.SIDE), y) != 0)
                        .isEqualTo(painted);
                if (painted) {
                    assertThat(Math.hypot(2 * x + 1 - 100, 2 * y + 1 - 120)).isLessThan(1.3 * RADIUS);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"PLAIN,0", "STRIPED,0.5", "DOTTED,0.25"})
    void texturesDarkenTheirShare(Texture texture, double share) {
        List<Integer> pixels = pixels(image(List.of(object(ShapeKind.SQUARE, texture)), null)).stream()
                .filter(pixel -> pixel != 0)
                .toList();
        long dark =
                pixels.stream().filter(pixel -> pixel != ColorName.RED.rgb()).count();

        assertThat((double) dark / pixels.size()).isBetween(share - 0.08, share + 0.08);
    }

    @Test
    void everyCharacterLooksDifferent() {
        Set<String> looks = new TreeSet<>();
        for (char character : SceneText.ALPHABET.toCharArray()) {
            looks.add(pixels(image(List.of(), new SceneText(String.valueOf(character), 20, 30)))
                    .toString());
        }

        assertThat(looks).hasSize(SceneText.ALPHABET.length());
    }

    @Test
    void textIsWrittenFromLeftToRightInItsBox() {
        RgbImage image = image(List.of(), new SceneText("17", 20, 30));
        List<String> rows = new ArrayList<>();
        for (int row = 0; row < BitmapFont.ROWS; row++) {
            StringBuilder line = new StringBuilder();
            for (int x = 20; x < 42; x += 2) {
                line.append(pixel(image, x, 30 + 2 * row) == 0 ? '.' : '#');
            }
            rows.add(line.toString());
        }
        long painted = pixels(image).stream().filter(pixel -> pixel != 0).count();
        long shown = String.join("", rows).chars().filter(point -> point == '#').count();

        assertThat(rows)
                .containsExactly(
                        "..#...#####",
                        ".##.......#",
                        "..#......#.",
                        "..#......#.",
                        "..#.....#..",
                        "..#.....#..",
                        ".###....#..");
        assertThat(painted).isEqualTo(4 * shown);
    }

    @Test
    void clutterIsFaintAndGrainIsBounded() {
        Backdrop cluttered = new Backdrop(
                0x202020,
                List.of(new Backdrop.Line(0, 0, 111, 111, 12)),
                List.of(new Backdrop.Speck(50, 20, 2, 30)),
                2,
                9);
        RgbImage image = SceneRenderer.render(new Scene(cluttered, List.of(), null));

        assertThat(pixel(image, 40, 40) & 0xFF).isBetween(0x20 + 10, 0x20 + 14);
        assertThat(pixel(image, 51, 21) & 0xFF).isBetween(0x20 + 28, 0x20 + 32);
        assertThat(pixels(image).stream().map(pixel -> pixel & 0xFF).distinct())
                .contains(0x1E, 0x1F, 0x20, 0x21, 0x22)
                .doesNotContain(0x1D, 0x23);
    }
}
