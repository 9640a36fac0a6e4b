package org.prumerge4j.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.prumerge4j.lora.peft.GoldenAdapters;
import org.prumerge4j.lora.peft.PeftFolder;
import org.prumerge4j.model.checkpoint.Checkpoints;
import org.prumerge4j.model.tensor.TensorSource;
import org.prumerge4j.model.tensor.TensorValues;
import org.prumerge4j.testing.GoldenCases;
import org.prumerge4j.testing.GoldenTensors;

class MergeGoldenTest {
    private static final String PREFIX = "merged/";
    private static final float TOLERANCE = 1e-4f;
    private static final float ROUNDING = 1e-6f;

    @Test
    void mergedWeightsEqualThoseOfPeft() throws IOException {
        GoldenTensors golden = GoldenCases.tensors("merged.safetensors");
        List<String> names =
                golden.names().stream().filter(name -> name.startsWith(PREFIX)).toList();
        assertThat(names).hasSizeGreaterThanOrEqualTo(7);
        try (TensorSource base = Checkpoints.open(GoldenCases.path("checkpoints/vicuna"));
                PeftFolder adapter = GoldenAdapters.open(GoldenCases.path("train/adapter_final"));
                MergedWeights merged = new MergedWeights(base, adapter.layout(), adapter)) {
            for (String name : names) {
                String canonical = name.substring(PREFIX.length());
                assertThat(merged.tensors().get(canonical).shape().toArray()).isEqualTo(golden.shape(name));
                assertThat(TensorValues.floats(merged, canonical))
                        .as(name)
                        .containsExactly(golden.floats(name), within(TOLERANCE));
            }
        }
    }

    @Test
    void unmergingGivesTheBaseBack() throws IOException {
        try (TensorSource base = Checkpoints.open(GoldenCases.path("checkpoints/vicuna"));
                PeftFolder folder = GoldenAdapters.open(GoldenCases.path("train/adapter_final"));
                MergedWeights merged = new MergedWeights(base, folder.layout(), folder)) {
            for (Adapter adapter : folder.layout().adapters()) {
                float[] weight = LoraMerge.unmerge(
                        adapter,
                        TensorValues.floats(merged, adapter.linear().weightName()),
                        TensorValues.floats(folder, adapter.nameA()),
                        TensorValues.floats(folder, adapter.nameB()));
                assertThat(weight)
                        .as(adapter.path())
                        .containsExactly(
                                TensorValues.floats(base, adapter.linear().weightName()), within(ROUNDING));
            }
        }
    }
}
