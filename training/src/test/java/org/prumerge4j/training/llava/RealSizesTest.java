package org.prumerge4j.training.llava;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.prumerge4j.lora.AdapterLayout;
import org.prumerge4j.lora.DecoderLinears;
import org.prumerge4j.lora.LoraLinears;
import org.prumerge4j.lora.LoraOptions;
import org.prumerge4j.model.checkpoint.ExpectedWeights;
import org.prumerge4j.model.clip.ClipTower;
import org.prumerge4j.model.config.LlavaArchitectures;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.model.graph.ParameterRole;
import org.prumerge4j.model.tensor.Shape;

/** The graphs of the published models, built from their sizes alone: there are no weights, neither here nor on disk. */
class RealSizesTest {
    @ParameterizedTest
    @CsvSource({"7B, 340795392, 319815680", "13B, 532162560, 500695040"})
    void trainableParametersAreThoseOfTheRecipe(String size, long trainable, long adapters) {
        LlavaConfig config = config(size);
        Graph graph = training(config);
        assertThat(graph.trainableCount()).isEqualTo(trainable);
        assertThat(graph.trainable().stream()
                        .filter(parameter -> parameter.name().contains(".lora_"))
                        .mapToLong(parameter -> parameter.shape().elements())
                        .sum())
                .isEqualTo(adapters);
    }

    @ParameterizedTest
    @CsvSource({"7B", "13B"})
    void everyWeightTheGraphsReadIsInTheCheckpointWithThatShape(String size) {
        LlavaConfig config = config(size);
        Map<String, Shape> stored = new TreeMap<>(ExpectedWeights.of(config).shapes());
        Map<String, Shape> read = new TreeMap<>();
        for (Graph graph : new Graph[] {training(config), ClipTower.graph(config.vision(), 1)}) {
            graph.parameters().values().stream()
                    .filter(parameter -> !parameter.name().contains(".lora_"))
                    .forEach(parameter -> read.put(parameter.name(), parameter.shape()));
        }
        assertThat(stored).containsAllEntriesOf(read);
        stored.keySet().removeAll(read.keySet());
        assertThat(stored.keySet())
                .as("weights that are stored and that no graph reads")
                .allMatch(name -> name.equals("model.embed_tokens.weight")
                        || name.startsWith("vision_model.post_layernorm.")
                        || name.matches(
                                "vision_model\\.encoder\\.layers\\.23\\.(?!layer_norm1|self_attn\\.[qk]_proj).*"));
    }

    private static LlavaConfig config(String size) {
        return size.equals("7B") ? LlavaArchitectures.LLAVA_1_5_7B : LlavaArchitectures.LLAVA_1_5_13B;
    }

    private static Graph training(LlavaConfig config) {
        AdapterLayout layout = AdapterLayout.of(LoraOptions.reference(), DecoderLinears.of(config.decoder()));
        return LlavaGraph.training(config, LoraLinears.training(layout, 0.05), ParameterRole.TRAINABLE, false);
    }
}
