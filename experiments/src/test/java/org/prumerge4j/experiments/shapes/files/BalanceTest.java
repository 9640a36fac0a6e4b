package org.prumerge4j.experiments.shapes.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BalanceTest {
    @Test
    void keepsTheFirstOfEveryAnswerInEveryGroup() {
        List<String> items = List.of("ax", "ax2", "bx", "ay", "ax3", "ay2", "bz", "bz2");

        List<String> kept = Balance.equalAnswers(items, item -> item.charAt(0), item -> item.substring(1, 2));

        assertThat(kept).containsExactly("ax", "ax2", "bx", "ay", "ay2", "bz");
    }

    @Test
    void keepsNothingOfNothing() {
        assertThat(Balance.equalAnswers(List.<String>of(), item -> item, item -> item))
                .isEmpty();
    }
}
