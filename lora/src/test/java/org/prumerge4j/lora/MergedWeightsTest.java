package org.prumerge4j.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.prumerge4j.model.tensor.ElementType;
import org.prumerge4j.model.tensor.Shape;
import org.prumerge4j.model.tensor.TensorValues;

class MergedWeightsTest {
    private static final String PATH = "model.layers.0.mlp.up_proj";
    private static final Adapter ADAPTER = new Adapter(new LinearShape(PATH, 2, 3), 1, 2);
    private static final AdapterLayout LAYOUT = new AdapterLayout(List.of(ADAPTER));

    private final MemoryTensors base = new MemoryTensors()
            .put("model.norm.weight", ElementType.F16, Shape.of(2), 1, 2)
            .put(PATH + ".weight", ElementType.F16, Shape.of(3, 2), 1, 2, 3, 4, 5, 6)
            .put("mm_projector.0.bias", ElementType.F16, Shape.of(2), 7, 8);
    private final MemoryTensors trained = new MemoryTensors()
            .put(ADAPTER.nameA(), ElementType.F32, Shape.of(1, 2), 1, 10)
            .put(ADAPTER.nameB(), ElementType.F32, Shape.of(3, 1), 1, 0, -1);

    @Test
    void adaptedWeightsAreMergedInF32AndTheRestIsTheBases() {
        MergedWeights merged = new MergedWeights(base, LAYOUT, trained);
        assertThat(merged.tensors()).containsOnlyKeys(base.tensors().keySet());
        assertThat(merged.tensors().get(PATH + ".weight").type()).isEqualTo(ElementType.F32);
        assertThat(TensorValues.floats(merged, PATH + ".weight")).containsExactly(3, 22, 3, 4, 3, -14);
        assertThat(merged.tensors().get("model.norm.weight").type()).isEqualTo(ElementType.F16);
        assertThat(TensorValues.floats(merged, "model.norm.weight")).containsExactly(1, 2);
        assertThat(merged.origin("model.norm.weight")).isEqualTo("memory");
    }

    @Test
    void theTrainedProjectorReplacesTheBases() {
        trained.put("mm_projector.0.bias", ElementType.F32, Shape.of(2), 9, 10)
                .put("mm_projector.2.bias", ElementType.F32, Shape.of(1), 11);
        MergedWeights merged = new MergedWeights(base, LAYOUT, trained);
        assertThat(TensorValues.floats(merged, "mm_projector.0.bias")).containsExactly(9, 10);
        assertThat(TensorValues.floats(merged, "mm_projector.2.bias")).containsExactly(11);
        assertThat(merged.tensors().keySet())
                .containsExactly("model.norm.weight", PATH + ".weight", "mm_projector.0.bias", "mm_projector.2.bias");
    }

    @Test
    void namesEverythingThatDoesNotFit() {
        base.remove(PATH + ".weight");
        trained.remove(ADAPTER.nameA())
                .put(ADAPTER.nameB(), ElementType.F32, Shape.of(1, 1), 1)
                .put("mm_projector.0.bias", ElementType.F32, Shape.of(1), 9);
        assertThatThrownBy(() -> new MergedWeights(base, LAYOUT, trained))
                .hasMessageContaining(PATH + ".weight is missing")
                .hasMessageContaining(ADAPTER.nameA() + " is missing")
                .hasMessageContaining(ADAPTER.nameB() + " in memory is [1, 1], expected [3, 1]")
                .hasMessageContaining("mm_projector.0.bias in memory is [1], in memory [2]");
    }

    @Test
    void anUnknownNameIsAnError() {
        MergedWeights merged = new MergedWeights(base, LAYOUT, trained);
        assertThatThrownBy(() -> merged.bytes(ADAPTER.nameA())).isInstanceOf(NoSuchElementException.class);
    }
}
