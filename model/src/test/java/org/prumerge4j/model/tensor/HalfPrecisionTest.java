package org.prumerge4j.model.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class HalfPrecisionTest {
    @Test
    void readsHalvesOfEveryKind() {
        assertThat(half(0x0000)).isEqualTo(0f);
        assertThat(Float.floatToRawIntBits(half(0x8000))).isEqualTo(0x8000_0000);
        assertThat(half(0x3c00)).isEqualTo(1f);
        assertThat(half(0xc000)).isEqualTo(-2f);
        assertThat(half(0x7bff)).isEqualTo(65504f);
        assertThat(half(0x0400)).isEqualTo(0x1p-14f);
        assertThat(half(0x03ff)).isEqualTo(1023 * 0x1p-24f);
        assertThat(half(0x8001)).isEqualTo(-0x1p-24f);
        assertThat(half(0x7c00)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(half(0xfc00)).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(half(0x7e01)).isNaN();
    }

    @Test
    void everyHalfAndBrainFloatSurvivesTheWayThroughFloat() {
        for (int bits = 0; bits <= 0xffff; bits++) {
            short value = (short) bits;
            short half = HalfPrecision.floatToF16(HalfPrecision.f16ToFloat(value));
            short brain = HalfPrecision.floatToBf16(HalfPrecision.bf16ToFloat(value));
            boolean halfNan = (bits & 0x7c00) == 0x7c00 && (bits & 0x03ff) != 0;
            boolean brainNan = (bits & 0x7f80) == 0x7f80 && (bits & 0x007f) != 0;
            assertThat(half).isEqualTo(halfNan ? (short) (bits | 0x0200) : value);
            assertThat(brain).isEqualTo(brainNan ? (short) (bits | 0x0040) : value);
        }
    }

    @Test
    void roundsTiesToEven() {
        // Between 1 and the next half lie 2^-10.
        assertThat(HalfPrecision.floatToF16(1 + 0x1p-11f)).isEqualTo((short) 0x3c00);
        assertThat(HalfPrecision.floatToF16(1 + 3 * 0x1p-11f)).isEqualTo((short) 0x3c02);
        assertThat(HalfPrecision.floatToF16(Math.nextUp(1 + 0x1p-11f))).isEqualTo((short) 0x3c01);
        assertThat(HalfPrecision.floatToBf16(1 + 0x1p-8f)).isEqualTo((short) 0x3f80);
        assertThat(HalfPrecision.floatToBf16(1 + 3 * 0x1p-8f)).isEqualTo((short) 0x3f82);
        assertThat(HalfPrecision.floatToBf16(Math.nextUp(1 + 0x1p-8f))).isEqualTo((short) 0x3f81);
    }

    @Test
    void roundsAtTheEdgesOfTheRange() {
        assertThat(HalfPrecision.floatToF16(Math.nextDown(65520f))).isEqualTo((short) 0x7bff);
        assertThat(HalfPrecision.floatToF16(65520f)).isEqualTo((short) 0x7c00);
        assertThat(HalfPrecision.floatToF16(-1e30f)).isEqualTo((short) 0xfc00);
        assertThat(HalfPrecision.floatToF16(0x1p-25f)).isEqualTo((short) 0);
        assertThat(HalfPrecision.floatToF16(Math.nextUp(0x1p-25f))).isEqualTo((short) 1);
        assertThat(HalfPrecision.floatToF16(-3 * 0x1p-25f)).isEqualTo((short) 0x8002);
        assertThat(HalfPrecision.floatToF16(Math.nextDown(0x1p-14f))).isEqualTo((short) 0x0400);
        assertThat(HalfPrecision.floatToF16(Float.MIN_VALUE)).isEqualTo((short) 0);
        assertThat(HalfPrecision.f16ToFloat(HalfPrecision.floatToF16(Float.NaN)))
                .isNaN();
        assertThat(HalfPrecision.bf16ToFloat(HalfPrecision.floatToBf16(Float.intBitsToFloat(0x7f80_0001))))
                .isNaN();
        assertThat(HalfPrecision.floatToBf16(Float.MAX_VALUE)).isEqualTo((short) 0x7f80);
    }

    /** No other half is nearer; found by looking at the two neighbours. */
    @Property(tries = 2000)
    void picksTheNearestHalf(@ForAll float value) {
        short half = HalfPrecision.floatToF16(value);
        double got = HalfPrecision.f16ToFloat(half);
        if (Double.isInfinite(got)) {
            assertThat(Math.abs(value)).isGreaterThanOrEqualTo(65520f);
            return;
        }
        for (int step : new int[] {-1, 1}) {
            int magnitude = (half & 0x7fff) + step;
            if (magnitude >= 0 && magnitude < 0x7c00) {
                double other = Math.copySign(HalfPrecision.f16ToFloat((short) magnitude), value);
                assertThat(Math.abs(got - value)).isLessThanOrEqualTo(Math.abs(other - value));
            }
        }
    }

    @Test
    void bulkConversionStartsAtThePositionAndLeavesItThere() {
        float[] values = {1.5f, -0.25f, 3f};
        ByteBuffer bytes = ByteBuffer.allocate(8).position(2);
        HalfPrecision.floatsToF16(values, bytes);
        float[] read = new float[3];
        HalfPrecision.f16ToFloats(bytes, read);
        assertThat(read).containsExactly(values);
        assertThat(bytes.position()).isEqualTo(2);
        assertThat(bytes.get(2)).isZero();
        assertThat(bytes.get(3)).isEqualTo((byte) 0x3e);
        HalfPrecision.floatsToBf16(values, bytes);
        HalfPrecision.bf16ToFloats(bytes, read);
        assertThat(read).containsExactly(values);
    }

    private static float half(int bits) {
        return HalfPrecision.f16ToFloat((short) bits);
    }
}
