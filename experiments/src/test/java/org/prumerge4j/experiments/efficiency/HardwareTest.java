package org.prumerge4j.experiments.efficiency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HardwareTest {
    @ParameterizedTest
    @CsvSource({
        "V100, 900, 112, 62, 20480",
        "A100-40G, 1555, 312, 624, 27648",
        "A100-80G, 2039, 312, 624, 27648",
        "A6000, 768, 154.8, 309.7, 21504",
        "A40, 696, 149.7, 299.3, 21504",
        "L40, 864, 181, 362, 36352",
        "H100-SXM, 3072, 989.5, 1979, 33792",
        "H100-PCIe, 2048, 756.5, 1513, 29184"
    })
    void knowsTheDataSheets(String name, double gigabytes, double fp16, double int8, double kilobytes) {
        assertThat(Hardware.parse(name.toLowerCase(Locale.ROOT)))
                .isEqualTo(new Hardware(name, gigabytes * 1e9, fp16 * 1e12, int8 * 1e12, kilobytes * 1e3));
    }

    @Test
    void aCpuIsWhatWasMeasured() {
        Hardware cpu = Hardware.parse("cpu:180.5:20");

        assertThat(cpu.bandwidth()).isEqualTo(20e9);
        assertThat(cpu.peak(Bits.FP16)).isEqualTo(180.5e9);
        assertThat(cpu.peak(Bits.INT4)).isEqualTo(180.5e9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu:", "cpu:1", "cpu:1:x", "cpu:0:1", "cpu:1:2:3", "cpu:1:Infinity"})
    void unreadableCpusAreRefused(String text) {
        assertThatThrownBy(() -> Hardware.parse(text)).hasMessageContaining("two positive numbers");
    }

    @Test
    void unknownNamesAreAnsweredWithTheKnownOnes() {
        assertThatThrownBy(() -> Hardware.parse("B200"))
                .hasMessageContaining("V100, A100-40G")
                .hasMessageContaining("cpu:");
    }

    @Test
    void bitsAreGivenTogetherOrOneByOne() {
        assertThat(Bits.parse("16")).isEqualTo(Bits.FP16);
        assertThat(Bits.parse("4, 16,8")).isEqualTo(new Bits(4, 16, 8));
        assertThat(new Bits(4, 16, 8).weightBytes()).isEqualTo(0.5);
        assertThat(new Bits(4, 16, 8).activationBytes()).isEqualTo(2);
        assertThat(new Bits(4, 16, 8).keyValueBytes()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "4,4", "4,4,4,4", "0", "4,65,4"})
    void unreadableBitsAreRefused(String text) {
        assertThatThrownBy(() -> Bits.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found");
    }

    @Test
    void tablesAlignAndRefuseRaggedRows() {
        assertThat(new TextTable(List.of("a", "b")).add(List.of("long", "12")).render())
                .isEqualToNormalizingNewlines("a      b\nlong  12\n");
        assertThatThrownBy(() -> new TextTable(List.of("a")).add(List.of("b", "c")))
                .hasMessageContaining("2 cells in a table of 1 columns");
    }
}
