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
    /** Columns of the result, and terms added up, that a widened panel is for: it stays in a core's cache. */
    private static final int PANEL_COLUMNS = 512;

    private static final int PANEL_INNER = 512;

    private static final int OPERATIONS_PER_TERM = 2;

    private final Operands operands;
    private final Extents extents;
    private final boolean accumulate;
    /** Tiles for {@link #threads}; another number of threads asks for others. */
    private Tiling tiling;

    private int threads = 1;

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
        this.tiling = tiling(threads);
    }

    private Tiling tiling(int count) {
        if (operands.b.narrow()) {
            int columns = Math.min(extents.columns, PANEL_COLUMNS);
            return new Tiling(extents.rows, columns, 1, (extents.columns + columns - 1) / columns);
        }
        return Tiling.of(extents.rows, extents.columns, extents.inner, extents.batch == 1 ? count : 1);
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
        if (workers.count() != threads) {
            threads = workers.count();
            tiling = tiling(threads);
        }
        workers.run(extents.batch * tiling.count(), this);
    }

    @Override
    public void run(int number, Scratch scratch) {
        if (operands.b.narrow()) {
            runNarrow(number * tiling.columns(), scratch);
        } else {
            runWide(number, scratch);
        }
    }

    private void runNarrow(int column, Scratch scratch) {
        int columns = Math.min(tiling.columns(), extents.columns - column);
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
        int perMatrix = tiling.count();
        long matrix = number / perMatrix;
        int row = number % perMatrix / tiling.columnTiles() * tiling.rows();
        int column = number % tiling.columnTiles() * tiling.columns();
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
                                        Math.min(tiling.rows(), extents.rows - row),
                                        Math.min(tiling.columns(), extents.columns - column),
                                        extents.inner)
                                .strides(strideA, strideB, extents.columns),
                        operands.alpha,
                        operands.a.address(a),
                        operands.b.address(b),
                        accumulate ? 1f : 0f,
                        operands.c.address(c));
    }
}
