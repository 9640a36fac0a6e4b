package org.prumerge4j.prumerge.select;

/** Patches spread evenly, over the raster order or over both directions of the grid. */
public final class UniformPatches {
    /** A grid of whole rows is preferred while its cells are at most this much longer than wide, or wider than long. */
    private static final double MAX_STRETCH = 2;

    private UniformPatches() {}

    /** {@code count} of {@code patches} positions, each in the middle of an equal share; ascending and different. */
    public static int[] line(int patches, int count) {
        checkCount(patches, count);
        int[] chosen = new int[count];
        for (int i = 0; i < count; i++) {
            chosen[i] = (int) ((2L * i + 1) * patches / (2L * count));
        }
        return chosen;
    }

    /**
     * {@code count} patches spread evenly over a grid of {@code patches / width} rows; ascending and different.
     *
     * <p>If the count is a product whose cells are nearly square, that many rows and columns (40 of 24 x 24 are 5 x 8);
     * otherwise the rows hold different numbers of patches.
     */
    public static int[] grid(int patches, int width, int count) {
        checkCount(patches, count);
        int height = patches / width;
        int rows = wholeRows(height, width, count);
        if (rows == 0) {
            int square = (int) Math.round(Math.sqrt((double) count * height / width));
            int fewest = (count + width - 1) / width;
            rows = Math.max(fewest, Math.min(Math.min(height, count), square));
        }
        return rows(height, width, rows, count);
    }

    /** Patches on {@code rows} x {@code columns} crossings; extents beyond the grid's are taken as the grid's. */
    public static int[] crossings(int patches, int width, int rows, int columns) {
        int height = patches / width;
        int usedRows = Math.min(rows, height);
        return rows(height, width, usedRows, usedRows * Math.min(columns, width));
    }

    private static int[] rows(int height, int width, int rows, int count) {
        int[] chosen = new int[count];
        int[] rowPositions = line(height, rows);
        int filled = 0;
        for (int row = 0; row < rows; row++) {
            int end = (int) ((row + 1L) * count / rows);
            if (end > filled) {
                for (int column : line(width, end - filled)) {
                    chosen[filled] = rowPositions[row] * width + column;
                    filled++;
                }
            }
        }
        return chosen;
    }

    private static int wholeRows(int height, int width, int count) {
        int best = 0;
        double bestStretch = Math.log(MAX_STRETCH);
        for (int rows = 1; rows <= Math.min(height, count); rows++) {
            if (count % rows == 0 && count / rows <= width) {
                double stretch = Math.abs(Math.log((double) rows * rows * width / ((double) count * height)));
                if (stretch < bestStretch) {
                    best = rows;
                    bestStretch = stretch;
                }
            }
        }
        return best;
    }

    private static void checkCount(int patches, int count) {
        if (count < 1 || count > patches) {
            throw new IllegalArgumentException("cannot spread " + count + " over " + patches + " positions");
        }
    }
}
