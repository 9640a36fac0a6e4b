package org.prumerge4j.experiments.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleCountsTest {
    @TempDir
    Path folder;

    private SampleCounts read(String json) throws IOException {
        return SampleCounts.read(Files.writeString(folder.resolve("data.json"), json));
    }

    @Test
    void countsRecordsImagesTurnsAndWords() throws IOException {
        SampleCounts counts = read(
                """
                [{"id": "a", "image": "a.png", "extra": {"image": "no", "list": [1, [2]]},
                  "conversations": [{"from": "human", "value": "<image>\\nWhat is it?"}, {"from": "gpt", "value": "A cat."}]},
                 {"id": "b", "image": null,
                  "conversations": [{"value": "One two  three", "from": "human", "more": ["value"]}, {"from": "gpt", "value": ""}]}]
                """);

        assertThat(counts.samples()).isEqualTo(2);
        assertThat(counts.withImage()).isEqualTo(1);
        assertThat(counts.turns()).isEqualTo(4);
        assertThat(counts.words()).isEqualTo(4 + 2 + 3);
        assertThat(counts.imageShare()).isEqualTo(0.5);
        assertThat(counts.hasText()).isTrue();
        assertThat(counts.textTokens()).isCloseTo(35 + (4 * 4 + 1.35 * 9) / 2, within(1e-9));
        assertThat(counts.origin()).contains("data.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "[1]", "[{\"id\": \"a\"", "not json"})
    void refusesWhatHoldsNoRecords(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(IOException.class);
    }

    @Test
    void givenNumbersHaveToMakeSense() {
        assertThat(SampleCounts.given(10, 4).imageShare()).isEqualTo(0.4);
        assertThat(SampleCounts.given(10, 4).hasText()).isFalse();
        assertThat(SampleCounts.LLAVA_1_5.samples()).isEqualTo(665_298);
        assertThat(SampleCounts.LLAVA_1_5.withImage()).isEqualTo(624_610);
        assertThatThrownBy(() -> SampleCounts.given(0, 0)).hasMessageContaining("at least one sample");
        assertThatThrownBy(() -> SampleCounts.given(3, 4)).hasMessageContaining("3 samples, 4 with an image");
    }
}
