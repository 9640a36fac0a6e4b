package org.prumerge4j.prumerge.prumerge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MembersTest {
    private static List<Integer> listed(Members members, int patches) {
        List<Integer> listed = new ArrayList<>();
        for (int patch = members.next(0); patch < patches; patch = members.next(patch + 1)) {
            listed.add(patch);
        }
        return listed;
    }

    @Test
    void thoseWhoTakePartAreFoundInOrder() {
        for (int patches : new int[] {64, 65, 130, 200}) {
            Members members = new Members(patches);
            for (int patch : new int[] {63, 0, 31, 62, patches - 1, 32, 63}) {
                members.add(patch);
            }
            List<Integer> expected = new ArrayList<>(List.of(0, 31, 32, 62, 63));
            if (patches > 64) {
                expected.add(patches - 1);
            }
            assertThat(listed(members, patches)).isEqualTo(expected);
            assertThat(members.times(63)).isEqualTo(patches == 64 ? 3 : 2);
        }
    }

    @Test
    void nobodyIsLeftAfterClearing() {
        Members members = new Members(100);
        assertThat(members.next(0)).isEqualTo(100);
        members.add(5);
        members.add(99);
        members.clear();
        assertThat(listed(members, 100)).isEmpty();
        assertThat(members.times(99)).isZero();
    }
}
