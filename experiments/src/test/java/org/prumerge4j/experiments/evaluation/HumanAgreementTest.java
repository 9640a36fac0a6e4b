package org.prumerge4j.experiments.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanAgreementTest {
    /** By hand: of m equal answers, m people see m-1 others and 10-m people see m; each sight is worth a third, at most 1. */
    @ParameterizedTest
    @CsvSource({"0, 0.0", "1, 0.3", "2, 0.6", "3, 0.9", "4, 1.0", "10, 1.0"})
    void eachPersonIsLeftOutInTurn(int matches, double expected) {
        List<String> people = new ArrayList<>(Collections.nCopies(matches, "red"));
        people.addAll(Collections.nCopies(10 - matches, "blue"));

        assertThat(HumanAgreement.accuracy(people, "red")).isCloseTo(expected, within(1e-12));
    }

    @Test
    void needsPeople() {
        assertThatThrownBy(() -> HumanAgreement.accuracy(List.of(), "red"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
