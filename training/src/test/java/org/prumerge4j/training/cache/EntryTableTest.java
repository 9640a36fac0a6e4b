package org.prumerge4j.training.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EntryTableTest {
    /** Few different keys on many slots in a row, so that they collide, are removed and come again. */
    @Test
    void behavesLikeAMap() {
        SplittableRandom random = new SplittableRandom(1);
        EntryTable table = new EntryTable();
        Map<TokenKey, EntryTable.Place> expected = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            TokenKey key = new TokenKey(random.nextInt(3) << 14 | random.nextInt(700), random.nextInt(2), 0, 0);
            if (random.nextInt(4) == 0) {
                table.remove(key);
                expected.remove(key);
            } else {
                table.put(key, i % 7, i);
                expected.put(key, new EntryTable.Place(i % 7, i));
            }
            assertThat(table.size()).isEqualTo(expected.size());
        }
        assertThat(expected.size()).isGreaterThan(1500);
        for (int i = 0; i < 3 << 14; i++) {
            for (int second = 0; second < 2; second++) {
                TokenKey key = new TokenKey(i, second, 0, 0);
                assertThat(table.get(key)).isEqualTo(expected.getOrDefault(key, EntryTable.Place.NONE));
            }
        }
    }
}
