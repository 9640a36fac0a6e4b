package org.prumerge4j.experiments.picture;

import java.awt.AlphaComposite;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.prumerge4j.data.image.RgbImage;
import org.prumerge4j.prumerge.MergeMatrix;

/**
 * Pictures in a row: the image, its kept patches, and for the tokens that draw most from other patches which these are:
 * the more of a patch a token holds, the brighter the patch; the token's own is framed in white.
 */
public final class MergeSheet {
    private static final int GAP = 8;
    private static final Color SOURCE = new Color(0xFFB000);
    private static final float SHADE = 0.6f;
    private static final float FAINTEST = 0.12f;
    private static final float RANGE = 0.78f;
    private static final int STROKE = 3;

    private final BufferedImage image;
    private final int grid;
    private final MergeMatrix merge;

    private MergeSheet(BufferedImage image, int grid, MergeMatrix merge) {
        this.image = image;
        this.grid = grid;
        this.merge = merge;
    }

    /**
     * Draws the row.
     *
     * @param seen the square that the vision tower sees
     * @param gridWidth patches in a row
     * @param merge what the reducer made of the image
     * @param details tokens shown with what they draw from, as far as there are any that do; a summary token comes last
     * @throws IllegalArgumentException if the patches do not form a square grid, or there are more of them than pixels
     */
    public static BufferedImage draw(RgbImage seen, int gridWidth, MergeMatrix merge, int details) {
        BufferedImage kept = KeptTokenPicture.draw(seen, gridWidth, merge);
        int side = kept.getWidth();
        MergeSheet sheet = new MergeSheet(enlarged(seen, side), gridWidth, merge);
        List<Integer> shown = sheet.detailed(details);
        int pictures = 2 + shown.size();
        BufferedImage row = new BufferedImage(pictures * side + (pictures - 1) * GAP, side, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = row.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, row.getWidth(), row.getHeight());
        graphics.drawImage(sheet.image, 0, 0, null);
        graphics.drawImage(kept, side + GAP, 0, null);
        for (int i = 0; i < shown.size(); i++) {
            graphics.drawImage(sheet.detail(shown.get(i)), (i + 2) * (side + GAP), 0, null);
        }
        graphics.dispose();
        return row;
    }

    private static BufferedImage enlarged(RgbImage seen, int side) {
        BufferedImage large = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int source = (y * seen.height() / side * seen.width() + x * seen.width() / side) * RgbImage.CHANNELS;
                int colour = 0;
                for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                    colour = (colour << Byte.SIZE) | Byte.toUnsignedInt(seen.rgb()[source + channel]);
                }
                large.setRGB(x, y, colour);
            }
        }
        return large;
    }

    /** Rows that draw most from patches other than their own, the summary after them. */
    private List<Integer> detailed(int count) {
        List<Integer> all = IntStream.range(0, merge.rows())
                .boxed()
                .filter(row -> borrowed(row) > 0)
                .toList();
        List<Integer> summaries =
                all.stream().filter(this::isSummary).limit(count).toList();
        List<Integer> others = all.stream()
                .filter(row -> !isSummary(row))
                .sorted(Comparator.comparingDouble(this::borrowed).reversed())
                .limit(count - summaries.size())
                .toList();
        return Stream.concat(others.stream(), summaries.stream()).toList();
    }

    private boolean isSummary(int row) {
        return merge.centres()[row] == MergeMatrix.SUMMARY;
    }

    private double borrowed(int row) {
        double sum = 0;
        for (int entry = merge.rowStarts()[row]; entry < merge.rowStarts()[row + 1]; entry++) {
            sum += merge.columns()[entry] == merge.centres()[row] ? 0 : Math.abs(merge.weights()[entry]);
        }
        return sum;
    }

    private BufferedImage detail(int row) {
        BufferedImage picture = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.drawImage(image, 0, 0, null);
        graphics.setComposite(AlphaComposite.getInstance(AlphaComposite.SRC_OVER, SHADE));
        graphics.setColor(Color.BLACK);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        int centre = merge.centres()[row];
        float strongest = 0;
        for (int entry = merge.rowStarts()[row]; entry < merge.rowStarts()[row + 1]; entry++) {
            if (merge.columns()[entry] != centre) {
                strongest = Math.max(strongest, Math.abs(merge.weights()[entry]));
            }
        }
        graphics.setColor(SOURCE);
        for (int entry = merge.rowStarts()[row]; entry < merge.rowStarts()[row + 1]; entry++) {
            if (merge.columns()[entry] != centre) {
                float opacity = FAINTEST + RANGE * Math.abs(merge.weights()[entry]) / strongest;
                graphics.setComposite(AlphaComposite.getInstance(AlphaComposite.SRC_OVER, opacity));
                fill(graphics, merge.columns()[entry]);
            }
        }
        if (centre != MergeMatrix.SUMMARY) {
            frame(graphics, centre);
        }
        graphics.dispose();
        return picture;
    }

    private void fill(Graphics2D graphics, int patch) {
        int left = edge(patch % grid);
        int top = edge(patch / grid);
        graphics.fillRect(left, top, edge(patch % grid + 1) - left - 1, edge(patch / grid + 1) - top - 1);
    }

    private void frame(Graphics2D graphics, int patch) {
        graphics.setComposite(AlphaComposite.Src);
        graphics.setColor(Color.WHITE);
        int left = edge(patch % grid);
        int top = edge(patch / grid);
        for (int i = 0; i < STROKE; i++) {
            graphics.drawRect(
                    left + i,
                    top + i,
                    edge(patch % grid + 1) - left - 1 - 2 * i,
                    edge(patch / grid + 1) - top - 1 - 2 * i);
        }
    }

    /** First pixel of a column or row of patches. */
    private int edge(int cell) {
        return cell * image.getWidth() / grid;
    }
}
