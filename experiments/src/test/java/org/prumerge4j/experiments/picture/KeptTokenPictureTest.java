package org.prumerge4j.experiments.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.prumerge4j.data.image.RgbImage;
import org.prumerge4j.prumerge.MergeMatrix;

class KeptTokenPictureTest {
    private static final int SIDE = 28;
    private static final int GRID = 4;
    private static final int SCALE = 12;

    private static RgbImage plain(int side, int value) {
        byte[] rgb = new byte[side * side * RgbImage.CHANNELS];
        Arrays.fill(rgb, (byte) value);
        return new RgbImage(side, side, rgb);
    }

    private static int middle(BufferedImage picture, int row, int column) {
        int patch = picture.getWidth() / GRID;
        return picture.getRGB(column * patch + patch / 2, row * patch + patch / 2) & 0xFFFFFF;
    }

    @Test
    void keptPatchesAreAsTheyAreAndOthersDark() {
        MergeMatrix merge = new MergeMatrix(
                GRID * GRID,
                new int[] {0, 1, 2, 4},
                new int[] {5, 14, 0, 1},
                new float[] {1, 1, 0.5f, 0.5f},
                new int[] {5, 14, MergeMatrix.SUMMARY});

        BufferedImage picture = KeptTokenPicture.draw(plain(SIDE, 200), GRID, merge);

        assertThat(picture.getWidth()).isEqualTo(SIDE * SCALE).isEqualTo(picture.getHeight());
        for (int row = 0; row < GRID; row++) {
            for (int column = 0; column < GRID; column++) {
                boolean kept = row * GRID + column == 5 || row * GRID + column == 14;
                assertThat(middle(picture, row, column)).isEqualTo(kept ? 0xC8C8C8 : 0x323232);
            }
        }
        int patch = picture.getWidth() / GRID;
        assertThat(picture.getRGB(patch, patch + 3) & 0xFFFFFF).isEqualTo(KeptTokenPicture.FRAME);
        assertThat(picture.getRGB(2 * patch - 1, patch + 3) & 0xFFFFFF).isEqualTo(KeptTokenPicture.FRAME);
        assertThat(picture.getRGB(2 * patch, patch + 3) & 0xFFFFFF).isEqualTo(0x323232);
    }

    @Test
    void colourAndPlaceOfPixelsStay() {
        byte[] rgb = new byte[400 * 400 * RgbImage.CHANNELS];
        rgb[(7 * 400 + 9) * RgbImage.CHANNELS] = 10;
        rgb[(7 * 400 + 9) * RgbImage.CHANNELS + 1] = (byte) 200;
        rgb[(7 * 400 + 9) * RgbImage.CHANNELS + 2] = 30;

        BufferedImage picture = KeptTokenPicture.draw(
                new RgbImage(400, 400, rgb), GRID, MergeMatrix.selection(GRID * GRID, 0, 1, 2, 3));

        assertThat(picture.getWidth()).isEqualTo(400);
        assertThat(picture.getRGB(9, 7) & 0xFFFFFF).isEqualTo(0x0AC81E);
        assertThat(picture.getRGB(10, 7) & 0xFFFFFF).isZero();
    }

    @Test
    void pngHoldsThePicture() throws IOException {
        BufferedImage picture = KeptTokenPicture.draw(plain(SIDE, 90), GRID, MergeMatrix.selection(GRID * GRID, 3, 8));

        BufferedImage read = ImageIO.read(new ByteArrayInputStream(KeptTokenPicture.png(picture)));

        assertThat(read.getWidth()).isEqualTo(picture.getWidth());
        assertThat(read.getRGB(0, 0, 300, 300, null, 0, 300)).isEqualTo(picture.getRGB(0, 0, 300, 300, null, 0, 300));
    }

    @Test
    void gridsThatDoNotFitAreRefused() {
        MergeMatrix merge = MergeMatrix.selection(GRID * GRID, 0);
        assertThatThrownBy(() -> KeptTokenPicture.draw(plain(SIDE, 1), 5, merge))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("16 patches of an image of 28 x 28 pixels in rows of 5");
        assertThatThrownBy(() -> KeptTokenPicture.draw(plain(3, 1), GRID, merge))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rows of 4 patches in an image that is 3 pixels wide");
    }
}
