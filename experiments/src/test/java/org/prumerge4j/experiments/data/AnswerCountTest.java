package org.prumerge4j.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.prumerge4j.data.sample.EncodedSample;
import org.prumerge4j.data.sample.ImageTokens;
import org.prumerge4j.data.sample.Labels;

class AnswerCountTest {
    /** {@code i} is the image, {@code .} is not supervised, anything else is. */
    private static EncodedSample sample(String positions) {
        int[] ids = positions
                .chars()
                .map(c -> c == 'i' ? ImageTokens.IMAGE_TOKEN_ID : c)
                .toArray();
        int[] labels = IntStream.of(ids)
                .map(id -> id == ImageTokens.IMAGE_TOKEN_ID || id == '.' ? Labels.IGNORE : id)
                .toArray();
        return new EncodedSample("s", positions.contains("i") ? "image" : null, ids, labels);
    }

    @ParameterizedTest
    @CsvSource({
        // positions, visual tokens, longest, answers, cut, lost
        "...aa..bbb, 0, 10, 2, 0, 0",
        "...aa..bbb, 0, 9, 2, 1, 0",
        "...aa..bbb, 0, 8, 2, 1, 0",
        "...aa..bbb, 0, 7, 2, 0, 1",
        "...aa..bbb, 0, 4, 2, 1, 1",
        "...aa..bbb, 0, 3, 2, 0, 2",
        ".i.aa..bbb, 5, 14, 2, 0, 0",
        ".i.aa..bbb, 5, 13, 2, 1, 0",
        ".i.aa..bbb, 5, 7, 2, 0, 2",
        ".i.aa..bbb, 5, 2, 2, 0, 2",
        ".........., 0, 5, 0, 0, 0"
    })
    void countsAnswersAtTheEndOfTheSequence(
            String positions, int visualTokens, int longest, int answers, int cut, int lost) {
        AnswerCount count = AnswerCount.of(sample(positions), visualTokens, longest);

        assertThat(count).isEqualTo(new AnswerCount(answers, cut, lost));
        assertThat(count.allLost()).isEqualTo(answers > 0 && lost == answers);
    }

    @Test
    void partsAreNamedByFolder() {
        assertThat(SubSet.of(null)).isEqualTo(SubSet.TEXT);
        assertThat(SubSet.of("x.jpg")).isEqualTo(SubSet.NO_FOLDER);
        assertThat(SubSet.of("a/x.jpg")).isEqualTo("a");
        assertThat(SubSet.of("vg/VG_100K_2/1.jpg")).isEqualTo("vg/VG_100K_2");
        assertThat(SubSet.of("vg\\VG_100K\\deep\\1.jpg")).isEqualTo("vg/VG_100K");
    }
}
