package org.prumerge4j.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.prumerge4j.prumerge.registry.Reducers;

class ExpectedTokensTest {
    @ParameterizedTest
    @CsvSource({
        "none, 576",
        "prumerge/reference, 33",
        "prumerge/reference-fixed, 73",
        "prumerge-plus/reference, 145",
        "prumerge-plus/reference-fixed, 145",
        "spatial, 40",
        "random, 40"
    })
    void areThoseOfLlavaWith576Patches(String preset, int expected) {
        assertThat(ExpectedTokens.of(Reducers.options(preset, Map.of()), 576, 24)
                        .count())
                .isEqualTo(expected);
    }
}
