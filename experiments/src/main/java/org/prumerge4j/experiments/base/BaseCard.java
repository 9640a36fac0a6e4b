package org.prumerge4j.experiments.base;

import java.util.Locale;
import java.util.Map;

/** The model card: what the model is, how it does, how to repeat it. */
record BaseCard(BaseRecipe recipe, long seed, Map<String, Long> seconds, BaseScores scores) {
    String text() {
        StringBuilder times = new StringBuilder();
        seconds.forEach((stage, time) -> times.append(String.format(Locale.ROOT, "| %s | %d |\n", stage, time)));
        long all = seconds.values().stream().mapToLong(Long::longValue).sum();
        times.append(String.format(Locale.ROOT, "| all | %d |\n", all));
        return """
                ---
                license: apache-2.0
                library_name: transformers
                tags: [llava, shapes]
                ---
                # LLaVA of the world shapes

                A LLaVA-1.5 small enough for a laptop: CLIP tower of width %d with %d layers on images of %d pixels in \
                patches of %d, projector mlp2x_gelu, LLaMA decoder of width %d with %d layers, 16-bit weights. It was \
                trained from nothing, on drawings of the world `shapes` alone, with all visual tokens. It knows nothing else.

                ## Scores

                Percent of questions of the validation split answered exactly, %d scenes, one question at a time. \
                The reducers were not trained with. Texts by their number of characters.

                %s

                ## Repeat

                ```
                ./prumerge4j shapes-base --to worlds/shapes-base --seed %d
                ```

                The same command gives the same weights on the same kind of processor. Seconds of each stage on the
                machine that made this one, with %d processors:

                | stage | seconds |
                |---|---|
                %s
                Prompts are those of LLaVA's template `v1`. The tokeniser was learned from the world's own sentences; \
                it falls back to bytes for everything else.
                """
                .formatted(
                        recipe.vision().hiddenSize(),
                        recipe.vision().layers(),
                        recipe.vision().imageSize(),
                        recipe.vision().patchSize(),
                        recipe.decoderWidth(),
                        recipe.decoderLayers(),
                        recipe.validationScenes(),
                        scores.table(),
                        seed,
                        Runtime.getRuntime().availableProcessors(),
                        times);
    }
}
