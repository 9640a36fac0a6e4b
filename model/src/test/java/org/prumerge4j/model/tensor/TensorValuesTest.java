package org.prumerge4j.model.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorValuesTest {
    private static final float[] VALUES = {0f, 1.5f, -2f, 0.0078125f, 96f, -0.5f};

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16"})
    void whatIsEncodedIsReadBack(ElementType type) {
        OutputTensor tensor = TensorValues.output("w", type, Shape.of(2, 3), VALUES);
        assertThat(tensor.bytes().get().remaining()).isEqualTo(6 * type.bytes());
        assertThat(TensorValues.floats(MemoryTensors.of(tensor), "w")).containsExactly(VALUES);
    }

    @Test
    void doublesAreRounded() {
        ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putDouble(0.1).putDouble(-3).flip();
        OutputTensor tensor = new OutputTensor(new TensorInfo("d", ElementType.F64, Shape.of(2)), () -> bytes);
        assertThat(TensorValues.floats(MemoryTensors.of(tensor), "d")).containsExactly(0.1f, -3f);
    }

    @Test
    void integersAndUnknownNamesAreRefused() {
        OutputTensor ids =
                new OutputTensor(new TensorInfo("ids", ElementType.I64, Shape.of(1)), () -> ByteBuffer.allocate(8));
        MemoryTensors source = MemoryTensors.of(ids);
        assertThatThrownBy(() -> TensorValues.floats(source, "ids"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ids")
                .hasMessageContaining("I64");
        assertThatThrownBy(() -> TensorValues.floats(source, "w"))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("w");
        assertThatThrownBy(() -> TensorValues.encode(VALUES, ElementType.I8)).hasMessageContaining("I8");
        assertThatThrownBy(() -> TensorValues.output("w", ElementType.F32, Shape.of(5), VALUES))
                .hasMessageContaining("[5]")
                .hasMessageContaining("6 values");
    }

    @Test
    void copiesAreReadWhenTheirTurnComes() {
        AtomicInteger reads = new AtomicInteger();
        OutputTensor tensor = new OutputTensor(new TensorInfo("w", ElementType.F16, Shape.of(6)), () -> {
            reads.incrementAndGet();
            return TensorValues.encode(VALUES, ElementType.F16);
        });
        MemoryTensors source = MemoryTensors.of(tensor);
        OutputTensor same = TensorValues.copy(source, "w", "a", ElementType.F16);
        OutputTensor wide = TensorValues.copy(source, "w", "b", ElementType.F32);
        assertThat(reads).hasValue(0);
        assertThat(same.info()).isEqualTo(new TensorInfo("a", ElementType.F16, Shape.of(6)));
        assertThat(TensorValues.floats(MemoryTensors.of(same), "a")).containsExactly(VALUES);
        assertThat(TensorValues.floats(MemoryTensors.of(wide), "b")).containsExactly(VALUES);
        assertThat(reads).hasValue(2);
    }
}
