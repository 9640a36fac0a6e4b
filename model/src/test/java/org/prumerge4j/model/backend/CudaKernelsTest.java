package org.prumerge4j.model.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CudaKernelsTest {
    @ParameterizedTest
    @CsvSource({
        "Tesla K40, 3.5, false",
        "Tesla K80, 3.7, true",
        "GTX 980, 5.2, true",
        "P100, 6.0, true",
        "GTX 1080, 6.1, true",
        "V100, 7.0, true",
        "T4, 7.5, true",
        "A100, 8.0, true",
        "A10, 8.6, true",
        "RTX 4070, 8.9, true",
        "H100, 9.0, false",
        "B200, 10.0, false",
        "RTX 5090, 12.0, false",
        "Fermi, 2.1, false",
        "none yet, 80.6, false",
    })
    void runOnTheirOwnMajorVersion(String name, String capability, boolean runs) {
        assertThat(CudaKernels.run(ComputeCapability.parse(capability)))
                .as(name)
                .isEqualTo(runs);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8", "8.x", "[N/A]", "8.6.1", "-8.6"})
    void capabilitiesHaveTwoNumbers(String text) {
        assertThatThrownBy(() -> ComputeCapability.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "' is not a compute capability");
    }
}
