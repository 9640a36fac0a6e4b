package org.prumerge4j.model.engine.kernel;

import org.prumerge4j.model.engine.ir.Kernel;
import org.prumerge4j.model.engine.memory.Region;
import org.prumerge4j.model.engine.parallel.Scratch;
import org.prumerge4j.model.engine.parallel.Tile;
import org.prumerge4j.model.engine.parallel.Workers;

/** Products of row-major matrices, {@code c = alpha op(a) op(b)} or {@code c += ...}, one or a batch of them. */
public final class Gemm implements Kernel, Tile {
    /** Multiplications below which a product is not cut further: some 20 microseconds of one core. */
    private static final double SMALLEST_TILE = 1e6;
    /** Tiles of a large product: more than threads, so that a thread kept waiting delays little. */
    private static final int MOST_TILES = 4;
    /** Rows and columns of a tile come in multiples of the BLAS kernels' register tiles. */
    private static final int GRANULE = 16;

    private static final int OPERATIONS_PER_TERM = 2;

    private final Operands operands;
    private final Extents extents;
    private final boolean accumulate;
    private final int tileRows;
    private final int tileColumns;
    private final int rowTiles;
    private final int columnTiles;

    /**
     * Where the matrices are.
     *
     * @param alpha factor of the product
     */
    public record Operands(Region a, Region b, Region c, float alpha) {}

    /** Extents of the product: op(a) {@code [rows, inner]}, op(b) {@code [inner, columns]}, each batch times. */
    public record Extents(int batch, int rows, int columns, int inner, boolean transposeA, boolean transposeB) {}

    /** A product. */
    public Gemm(Operands operands, Extents extents, boolean accumulate) {
        this.operands = operands;
        this.extents = extents;
        this.accumulate = accumulate;
        int wantedRows = 1;
        int wantedColumns = 1;
        double terms = (double) extents.rows * extents.columns * extents.inner;
        while (extents.batch == 1
                && wantedRows * wantedColumns < MOST_TILES
                && terms / (wantedRows * wantedColumns) > 2 * SMALLEST_TILE) {
            if (extents.rows / wantedRows >= extents.columns / wantedColumns) {
                wantedRows *= 2;
            } else {
                wantedColumns *= 2;
            }
        }
        tileRows = part(extents.rows, wantedRows);
        tileColumns = part(extents.columns, wantedColumns);
        rowTiles = (extents.rows + tileRows - 1) / tileRows;
        columnTiles = (extents.columns + tileColumns - 1) / tileColumns;
    }

    private static int part(int extent, int parts) {
        int even = (extent + parts - 1) / parts;
        return parts == 1 ? extent : (even + GRANULE - 1) / GRANULE * GRANULE;
    }

    @Override
    public String kind() {
        return accumulate ? "matmul +=" : "matmul";
    }

    @Override
    public double operations() {
        return (double) OPERATIONS_PER_TERM * extents.batch * extents.rows * extents.columns * extents.inner;
    }

    @Override
    public void run(Workers workers) {
        workers.run(extents.batch * rowTiles * columnTiles, this);
    }

    @Override
    public void run(int number, Scratch scratch) {
        int perMatrix = rowTiles * columnTiles;
        long matrix = number / perMatrix;
        int row = number % perMatrix / columnTiles * tileRows;
        int column = number % columnTiles * tileColumns;
        int strideA = extents.transposeA ? extents.rows : extents.inner;
        int strideB = extents.transposeB ? extents.inner : extents.columns;
        long a = matrix * extents.rows * extents.inner + (extents.transposeA ? row : (long) row * strideA);
        long b = matrix * extents.columns * extents.inner + (extents.transposeB ? (long) column * strideB : column);
        long c = (matrix * extents.rows + row) * extents.columns + column;
        scratch.blas()
                .multiply(
                        scratch.product()
                                .transposed(extents.transposeA, extents.transposeB)
                                .extents(
                                        Math.min(tileRows, extents.rows - row),
                                        Math.min(tileColumns, extents.columns - column),
                                        extents.inner)
                                .strides(strideA, strideB, extents.columns),
                        operands.alpha,
                        operands.a.address(a),
                        operands.b.address(b),
                        accumulate ? 1f : 0f,
                        operands.c.address(c));
    }
}
