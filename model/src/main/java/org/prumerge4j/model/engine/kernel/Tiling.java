package org.prumerge4j.model.engine.kernel;

/**
 * How the result of a matrix product is cut into tiles of equal size, the last of each row and column perhaps smaller.
 *
 * <p>Every thread gets one tile: BLAS puts both operands of a tile in order before it multiplies them, so small tiles cost
 * more than their share. Between cuts of rows and of columns the estimated time of the largest tile decides.
 *
 * @param rows of a tile
 * @param columns of a tile
 * @param rowTiles tiles below one another
 * @param columnTiles tiles beside one another
 */
record Tiling(int rows, int columns, int rowTiles, int columnTiles) {
    /** Multiplications below which a tile is not cut further: some 20 microseconds of one core. */
    private static final double SMALLEST_TILE = 1e6;
    /** Rows and columns of a tile come in multiples of the BLAS kernels' register tiles. */
    private static final int GRANULE = 16;
    /** Time to put an element of the right operand in order, in multiplications; fitted to measurements. */
    private static final double ORDERING = 15;
    /** How much longer that takes for the left operand. */
    private static final double LEFT_FACTOR = 3;

    /** The fastest tiles of a result {@code [rows, columns]} of products with {@code inner} terms for some threads. */
    static Tiling of(int rows, int columns, int inner, int threads) {
        double terms = (double) rows * columns * inner;
        int tiles = (int) Math.max(1, Math.min(threads, terms / SMALLEST_TILE));
        Tiling best = cut(rows, columns, 1, tiles);
        for (int rowTiles = 2; rowTiles <= tiles; rowTiles++) {
            if (tiles % rowTiles == 0) {
                Tiling other = cut(rows, columns, rowTiles, tiles / rowTiles);
                best = other.cost() < best.cost() ? other : best;
            }
        }
        return best;
    }

    /** Number of tiles. */
    int count() {
        return rowTiles * columnTiles;
    }

    private double cost() {
        return (double) rows * columns + ORDERING * (LEFT_FACTOR * rows + columns);
    }

    private static Tiling cut(int rows, int columns, int rowTiles, int columnTiles) {
        int tileRows = part(rows, rowTiles);
        int tileColumns = part(columns, columnTiles);
        return new Tiling(
                tileRows, tileColumns, (rows + tileRows - 1) / tileRows, (columns + tileColumns - 1) / tileColumns);
    }

    private static int part(int extent, int parts) {
        int even = (extent + parts - 1) / parts;
        return parts == 1 ? extent : Math.min(extent, (even + GRANULE - 1) / GRANULE * GRANULE);
    }
}
