package org.prumerge4j.model.engine.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void everyTileRunsOnceInEveryKernel(int threads) {
        try (Workers workers = new Workers(threads)) {
            for (int kernel = 0; kernel < 2000; kernel++) {
                int tiles = 1 + kernel % 9;
                AtomicIntegerArray runs = new AtomicIntegerArray(tiles);
                workers.run(tiles, (number, scratch) -> runs.incrementAndGet(number));
                for (int i = 0; i < tiles; i++) {
                    assertThat(runs.get(i)).isEqualTo(1);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aFailedTileFailsTheKernelAndNotTheNextOne(int threads) {
        try (Workers workers = new Workers(threads)) {
            assertThatThrownBy(() -> workers.run(8, (number, scratch) -> {
                        if (number == 3) {
                            throw new IllegalArgumentException("tile " + number);
                        }
                    }))
                    .hasStackTraceContaining("tile 3");
            workers.run(8, (number, scratch) -> scratch.row(0, 10)[0] = number);
        }
    }
}
