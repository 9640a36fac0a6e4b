package org.prumerge4j.experiments.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SuggestionsTest {
    private static final List<String> KEYS = List.of("learning-rate", "rank", "alpha", "weight-decay", "name");

    @ParameterizedTest
    @CsvSource({
        "learning_rate, learning-rate",
        "learningRate, learning-rate",
        "LEARNING-RATE, learning-rate",
        "lerning-rate, learning-rate",
        "lr, learning-rate",
        "wd, weight-decay",
        "rnak, rank",
        "alhpa, alpha",
        "nme, name",
    })
    void findsWhatWasMeant(String given, String meant) {
        assertThat(Suggestions.closest(given, KEYS)).isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"batch-size", "xy", "epochs", ""})
    void keepsQuietWhenNothingIsNear(String given) {
        assertThat(Suggestions.closest(given, KEYS)).isNull();
    }

    @Property
    void distanceIsSymmetricAndBoundedByTheLongerText(
            @ForAll @AlphaChars @StringLength(max = 12) String a,
            @ForAll @AlphaChars @StringLength(max = 12) String b) {
        int distance = Suggestions.distance(a, b);

        assertThat(distance).isEqualTo(Suggestions.distance(b, a));
        assertThat(distance).isBetween(Math.abs(a.length() - b.length()), Math.max(a.length(), b.length()));
        assertThat(distance == 0).isEqualTo(a.equals(b));
    }

    @Property
    void oneSlipCostsOne(@ForAll @AlphaChars @StringLength(min = 2, max = 12) String word) {
        String swapped =
                word.substring(0, word.length() - 2) + word.charAt(word.length() - 1) + word.charAt(word.length() - 2);

        assertThat(Suggestions.distance(word, word + "-")).isEqualTo(1);
        assertThat(Suggestions.distance(word, word.substring(1))).isEqualTo(1);
        assertThat(Suggestions.distance(word, swapped)).isLessThanOrEqualTo(1);
    }
}
