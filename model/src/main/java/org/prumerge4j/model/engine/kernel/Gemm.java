package org.prumerge4j.model.engine.kernel;

import org.prumerge4j.model.engine.ir.Kernel;
import org.prumerge4j.model.engine.memory.Region;
import org.prumerge4j.model.engine.parallel.Scratch;
import org.prumerge4j.model.engine.parallel.Tile;
import org.prumerge4j.model.engine.parallel.Workers;

/**
 * Products of row-major matrices, {@code c = alpha op(a) op(b)} or {@code c += ...}, one or a batch of them.
 *
 * <p>The right matrix of a single product may be stored in 16 bits. Then a tile widens it panel by panel into memory of
 * its thread, just before the panel is multiplied; each element is widened once in every run.
 */
public final class Gemm implements Kernel, Tile {
    /** Multiplications below which a product is not cut further: some 20 microseconds of one core. */
    private static final double SMALLEST_TILE = 1e6;
    /** Tiles of a large product: more than threads, so that a thread kept waiting delays little. */
    private static final int MOST_TILES = 4;
    /** Rows and columns of a tile come in multiples of the BLAS kernels' register tiles. */
    private static final int GRANULE = 16;

    /** Columns of the result, and terms added up, that a widened panel is for: it stays in a core's cache. */
    private static final int PANEL_COLUMNS = 512;

    private static final int PANEL_INNER = 512;

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
        if (operands.a.narrow() || (operands.b.narrow() && extents.batch != 1)) {
            throw new IllegalArgumentException("only the right matrix of a single product may be stored in 16 bits");
        }
        if (operands.b.narrow()) {
            tileRows = extents.rows;
            tileColumns = Math.min(extents.columns, PANEL_COLUMNS);
            rowTiles = 1;
            columnTiles = (extents.columns + tileColumns - 1) / tileColumns;
            return;
        }
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
        String kind = operands.b.narrow() ? "matmul 16-bit" : "matmul";
        return accumulate ? kind + " +=" : kind;
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
        if (operands.b.narrow()) {
            runNarrow(number * tileColumns, scratch);
        } else {
            runWide(number, scratch);
        }
    }

    private void runNarrow(int column, Scratch scratch) {
        int columns = Math.min(tileColumns, extents.columns - column);
        Region panel = scratch.block(0, PANEL_COLUMNS * PANEL_INNER);
        int strideA = extents.transposeA ? extents.rows : extents.inner;
        for (int from = 0; from < extents.inner; from += PANEL_INNER) {
            int inner = Math.min(PANEL_INNER, extents.inner - from);
            int strideB = extents.transposeB
                    ? widen(column, columns, from, inner, panel, scratch)
                    : widen(from, inner, column, columns, panel, scratch);
            scratch.blas()
                    .multiply(
                            scratch.product()
                                    .transposed(extents.transposeA, extents.transposeB)
                                    .extents(extents.rows, columns, inner)
                                    .strides(strideA, strideB, extents.columns),
                            operands.alpha,
                            operands.a.address(extents.transposeA ? (long) from * strideA : from),
                            panel.address(),
                            accumulate || from > 0 ? 1f : 0f,
                            operands.c.address(column));
        }
    }

    /** Widens part of the right matrix, given by rows and columns as it is stored; returns the length of its rows. */
    private int widen(int row, int rows, int column, int columns, Region panel, Scratch scratch) {
        int stride = extents.transposeB ? extents.inner : extents.columns;
        for (int i = 0; i < rows; i++) {
            Widening.widen(operands.b, (row + i) * stride + column, panel, i * columns, columns, scratch);
        }
        return columns;
    }

    private void runWide(int number, Scratch scratch) {
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
