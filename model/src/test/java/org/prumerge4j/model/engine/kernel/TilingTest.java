package org.prumerge4j.model.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TilingTest {
    @Property(tries = 500, seed = "1")
    void tilesCoverTheResultOnceAndAreNoMoreThanThreads(
            @ForAll @IntRange(min = 1, max = 5000) int rows,
            @ForAll @IntRange(min = 1, max = 5000) int columns,
            @ForAll @IntRange(min = 1, max = 5000) int inner,
            @ForAll @IntRange(min = 1, max = 64) int threads) {
        Tiling tiling = Tiling.of(rows, columns, inner, threads);

        assertThat(tiling.count()).isBetween(1, threads);
        assertThat(tiling.rowTiles()).isEqualTo((rows + tiling.rows() - 1) / tiling.rows());
        assertThat(tiling.columnTiles()).isEqualTo((columns + tiling.columns() - 1) / tiling.columns());
        assertThat(tiling.rows()).isLessThanOrEqualTo(rows);
        assertThat(tiling.columns()).isLessThanOrEqualTo(columns);
    }

    @Test
    void aLargeProductHasATileForEachThread() {
        for (int threads = 1; threads <= 16; threads++) {
            assertThat(Tiling.of(640, 4096, 1024, threads).count()).isEqualTo(threads);
        }
    }

    @Test
    void aSmallProductStaysWhole() {
        assertThat(Tiling.of(16, 64, 900, 8)).isEqualTo(new Tiling(16, 64, 1, 1));
    }

    @Test
    void rowsAreCutWhereTheyCanBeHalvedAndColumnsWhereTheyCannot() {
        assertThat(Tiling.of(640, 512, 512, 2)).isEqualTo(new Tiling(320, 512, 2, 1));
        assertThat(Tiling.of(577, 1024, 1024, 2)).isEqualTo(new Tiling(577, 512, 1, 2));
    }
}
