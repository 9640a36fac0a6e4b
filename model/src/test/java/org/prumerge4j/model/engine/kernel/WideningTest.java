package org.prumerge4j.model.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.prumerge4j.model.engine.memory.Region;
import org.prumerge4j.model.engine.parallel.Scratch;
import org.prumerge4j.model.tensor.ElementType;
import org.prumerge4j.model.tensor.HalfPrecision;

class WideningTest {
    private static final int PATTERNS = 1 << Short.SIZE;

    /** Patterns in order: whole chunks are finite, others hold infinities and NaN. */
    @ParameterizedTest
    @CsvSource({
        "F16, 0, 65536",
        "F16, 1, 65535",
        "F16, 31744, 1",
        "F16, 5, 2050",
        "F16, 31000, 3001",
        "F16, 63490, 2046",
        "BF16, 0, 65536",
        "BF16, 1, 65535",
        "BF16, 3, 2",
        "BF16, 7, 4095"
    })
    void everyPatternIsWidenedToTheBit(ElementType type, int first, int count) {
        try (BytePointer narrow = new BytePointer((long) PATTERNS * Short.BYTES);
                BytePointer wide = new BytePointer((long) (count + 2) * Float.BYTES);
                Scratch scratch = new Scratch()) {
            ByteBuffer bytes = narrow.asByteBuffer().order(ByteOrder.nativeOrder());
            for (int i = 0; i < PATTERNS; i++) {
                bytes.putShort(i * Short.BYTES, (short) i);
            }
            Region from = new Region(type);
            from.place(narrow.address(), PATTERNS);
            Region to = new Region();
            to.place(wide.address(), count + 2);
            to.integers().put(0, 1234).put(count + 1, 5678);
            Widening.widen(from, first, to, 1, count, scratch);
            for (int i = 0; i < count; i++) {
                short pattern = (short) (first + i);
                float expected = type == ElementType.F16
                        ? HalfPrecision.f16ToFloat(pattern)
                        : HalfPrecision.bf16ToFloat(pattern);
                assertThat(to.integers().get(1 + i))
                        .as("%s %x", type, pattern)
                        .isEqualTo(Float.floatToRawIntBits(expected));
            }
            assertThat(to.integers().get(0)).isEqualTo(1234);
            assertThat(to.integers().get(count + 1)).isEqualTo(5678);
        }
    }
}
