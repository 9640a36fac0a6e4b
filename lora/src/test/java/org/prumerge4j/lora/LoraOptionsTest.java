package org.prumerge4j.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class LoraOptionsTest {
    @Test
    void scalingIsAlphaOverRank() {
        assertThat(LoraOptions.of(8, 20).scaling()).isEqualTo(2.5);
        assertThat(LoraOptions.reference().scaling()).isEqualTo(2.0);
    }

    @Test
    void rankStabilisedScalingIsAlphaOverItsRoot() {
        assertThat(LoraOptions.of(16, 20).withRankStabilised(true).scaling()).isCloseTo(5.0, within(1e-12));
    }

    @Test
    void listsEveryProblemAtOnce() {
        assertThatThrownBy(() -> new LoraOptions(0, -1, 1, false, List.of(), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rank is 0")
                .hasMessageContaining("alpha is -1.0")
                .hasMessageContaining("dropout is 1.0")
                .hasMessageContaining("targets are empty");
    }

    @Test
    void refusesWhatIsNotANumber() {
        assertThat(LoraOptions.problems(1, Double.NaN, Double.NaN, LoraTargets.ALL_LINEARS))
                .hasSize(2);
        assertThat(LoraOptions.problems(1, Double.POSITIVE_INFINITY, 0, LoraTargets.ALL_LINEARS))
                .hasSize(1);
        assertThat(LoraOptions.problems(1, 1, 0, LoraTargets.ALL_LINEARS)).isEmpty();
    }

    @Test
    void changesOneOptionAtATime() {
        LoraOptions changed = LoraOptions.of(4, 8)
                .withDropout(0.25)
                .withSeed(7)
                .withTargets(List.of("model.layers.0.mlp.up_proj"))
                .withRankStabilised(true);
        assertThat(changed).isEqualTo(new LoraOptions(4, 8, 0.25, true, List.of("model.layers.0.mlp.up_proj"), 7));
    }
}
