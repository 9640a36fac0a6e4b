package org.prumerge4j.experiments.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.prumerge4j.data.image.RgbImage;
import org.prumerge4j.prumerge.MergeMatrix;

class MergeSheetTest {
    private static final int GRID = 4;
    private static final int SIDE = 336;
    private static final int GAP = 8;
    private static final int PATCH = SIDE / GRID;

    private final RgbImage grey;

    MergeSheetTest() {
        byte[] rgb = new byte[SIDE * SIDE * RgbImage.CHANNELS];
        Arrays.fill(rgb, (byte) 100);
        grey = new RgbImage(SIDE, SIDE, rgb);
    }

    /** Token of patch 5 draws strongly from 6 and weakly from 10, token of patch 0 a little from 1, the summary from 15. */
    private final MergeMatrix merge = new MergeMatrix(
            GRID * GRID,
            new int[] {0, 2, 5, 6},
            new int[] {0, 1, 5, 6, 10, 15},
            new float[] {1, 0.1f, 1, 0.9f, 0.3f, 0.2f},
            new int[] {0, 5, MergeMatrix.SUMMARY});

    private static int brightness(BufferedImage sheet, int picture, int patch) {
        int x = picture * (SIDE + GAP) + patch % GRID * PATCH + PATCH / 2;
        int y = patch / GRID * PATCH + PATCH / 2;
        return sheet.getRGB(x, y) >> 16 & 0xFF;
    }

    @Test
    void showsTheTokensThatDrawMostFirstAndTheSummaryLast() {
        BufferedImage sheet = MergeSheet.draw(grey, GRID, merge, 3);

        assertThat(sheet.getWidth()).isEqualTo(5 * SIDE + 4 * GAP);
        assertThat(brightness(sheet, 0, 9)).isEqualTo(100);
        assertThat(brightness(sheet, 1, 5)).isEqualTo(100);
        assertThat(brightness(sheet, 1, 9)).isLessThan(50);
        // Patch 5's token: 6 brighter than 10, 10 brighter than what it does not draw from.
        assertThat(brightness(sheet, 2, 6)).isGreaterThan(brightness(sheet, 2, 10) + 20);
        assertThat(brightness(sheet, 2, 10)).isGreaterThan(brightness(sheet, 2, 9) + 20);
        assertThat(brightness(sheet, 3, 1)).isGreaterThan(brightness(sheet, 3, 2) + 20);
        assertThat(brightness(sheet, 4, 15)).isGreaterThan(brightness(sheet, 4, 14) + 20);
    }

    @Test
    void framesTheTokensOwnPatchInWhite() {
        BufferedImage sheet = MergeSheet.draw(grey, GRID, merge, 1 + 1);
        int left = 2 * (SIDE + GAP) + PATCH;

        assertThat(sheet.getRGB(left, PATCH) & 0xFFFFFF).isEqualTo(0xFFFFFF);
        assertThat(sheet.getRGB(left + PATCH / 2, PATCH + PATCH / 2) & 0xFFFFFF).isNotEqualTo(0xFFFFFF);
    }

    @Test
    void selectionAloneHasNoDetails() {
        BufferedImage sheet = MergeSheet.draw(grey, GRID, MergeMatrix.selection(GRID * GRID, 3, 4), 3);

        assertThat(sheet.getWidth()).isEqualTo(2 * SIDE + GAP);
    }
}
