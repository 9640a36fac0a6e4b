package org.prumerge4j.prumerge.prumerge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.prumerge4j.model.engine.parallel.Scratch;
import org.prumerge4j.prumerge.MergeMatrix;
import org.prumerge4j.prumerge.Reducer;
import org.prumerge4j.prumerge.ReducerInput;
import org.prumerge4j.prumerge.prumerge.Images.Keys;
import org.prumerge4j.prumerge.registry.Reducers;

class ScratchPoolTest {
    @Test
    void memoryKeptFromImagesOfOtherSizesChangesNothing() {
        Reducer kept = Reducers.create("prumerge-plus/reference");
        List<ReducerInput> images = IntStream.range(0, 24)
                .mapToObj(i -> Images.of(Keys.SMOOTH, 4 + i % 5, 3 + i % 7, 2, 4 + i % 3, i))
                .toList();
        List<MergeMatrix> fresh = images.stream()
                .map(image -> Reducers.create("prumerge-plus/reference").reduce(image))
                .toList();

        assertThat(kept.reduceAll(images)).isEqualTo(fresh);
        assertThat(kept.reduceAll(images)).isEqualTo(fresh);
    }

    @Test
    void memoryIsLentAgainOnceItHasComeBack() {
        ScratchPool pool = new ScratchPool();
        List<Scratch> lent = new ArrayList<>();

        pool.lend(lent::add);
        pool.lend(outer -> {
            lent.add(outer);
            pool.lend(lent::add);
        });

        assertThat(lent.get(1)).isSameAs(lent.get(0));
        assertThat(lent.get(2)).isNotSameAs(lent.get(1));
    }
}
