package org.prumerge4j.lora;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.prumerge4j.model.config.DecoderConfig;

class DecoderLinearsTest {
    @Test
    void areThoseOfTheDecoderWithGroupedKeysAndValues() {
        DecoderConfig decoder = new DecoderConfig(8, 20, 3, 4, 2, 30, 1e-5, 10000, 100);
        assertThat(DecoderLinears.of(decoder)).isEqualTo(Linears.llama(3, 8, 20, 4));
    }
}
