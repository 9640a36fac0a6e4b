package org.prumerge4j.experiments.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.prumerge4j.model.config.LlavaArchitectures;
import org.prumerge4j.model.config.VisionConfig;
import org.prumerge4j.prumerge.registry.Reducers;

class VisualBudgetTest {
    private static final VisionConfig CLIP = LlavaArchitectures.CLIP_VIT_L_14_336;

    private static VisualBudget budget(String preset, Map<String, ?> changes) {
        return VisualBudget.of(Reducers.options(preset, changes), CLIP);
    }

    @ParameterizedTest
    @CsvSource({
        "none, 576",
        "sequential, 40",
        "spatial, 40",
        "random, 40",
        "prumerge/reference-fixed, 73",
        "prumerge/paper-fixed, 72",
        "prumerge-plus/reference-fixed, 145",
        "prumerge-plus/paper-fixed, 144"
    })
    void fixedBudgetsAreExact(String preset, double tokens) {
        VisualBudget budget = budget(preset, Map.of());

        assertThat(budget.tokens()).isEqualTo(tokens);
        assertThat(budget.basis())
                .startsWith("exactly, by " + Reducers.preset(preset).name());
    }

    @ParameterizedTest
    @CsvSource({"prumerge, 40", "prumerge/paper, 40", "prumerge-plus, 145"})
    void adaptiveBudgetsAreThePapersMeans(String preset, double tokens) {
        assertThat(budget(preset, Map.of()).tokens()).isEqualTo(tokens);
        assertThat(budget(preset, Map.of()).basis()).contains("the paper's mean of");
    }

    @Test
    void changedOptionsCount() {
        assertThat(budget("sequential", Map.of("count", 17)).tokens()).isEqualTo(17);
        assertThat(budget("prumerge-plus", Map.of("maxKeep", 100)).tokens()).isEqualTo(101);
        assertThat(budget("prumerge", Map.of("budget", "count", "count", 30)).tokens())
                .isEqualTo(31);
    }

    @Test
    void anotherTowerKeepsTheSameShare() {
        VisualBudget small = VisualBudget.of(Reducers.options("prumerge", Map.of()), LlavaArchitectures.CLIP_VIT_L_14);

        assertThat(small.tokens()).isCloseTo(40.0 * 256 / 576, within(1e-9));
    }
}
