package org.prumerge4j.experiments.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({
        "5GB, 5000000000",
        "500 MiB, 524288000",
        "1.5kb, 1500",
        "1000000, 1000000",
        "1B, 1",
        "2TiB, 2199023255552"
    })
    void readsUnits(String text, long bytes) {
        assertThat(ByteSize.parse(text)).isEqualTo(new ByteSize(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GB", "5 bananas", "-1", "0", "0.1", "1e9", "999999999999999TB"})
    void refusesWhatIsNoSize(String text) {
        assertThatThrownBy(() -> ByteSize.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a size such as 5GB, 500MiB or 1000000");
    }

    @Property
    void textReadsBackEqual(@ForAll @LongRange(min = 1, max = 999_999_999_999_999L) long bytes) {
        assertThat(ByteSize.parse(new ByteSize(bytes).text())).isEqualTo(new ByteSize(bytes));
    }
}
