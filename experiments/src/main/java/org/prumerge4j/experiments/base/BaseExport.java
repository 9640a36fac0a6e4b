package org.prumerge4j.experiments.base;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.prumerge4j.data.image.PixelSettings;
import org.prumerge4j.data.tokenizer.Tokenizers;
import org.prumerge4j.experiments.base.learning.Weights;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.io.AtomicFiles;
import org.prumerge4j.model.io.Checksums;
import org.prumerge4j.model.tensor.ElementType;
import org.prumerge4j.training.export.CheckpointExporter;
import org.prumerge4j.training.export.ExportOptions;
import org.prumerge4j.training.export.ExportedModel;

/**
 * Writes the trained weights as a checkpoint.
 *
 * @param tokenizer folder with the tokeniser
 */
record BaseExport(AtomicFiles files, LlavaConfig config, PixelSettings pixels, Path tokenizer) {
    private static final long MOST_BYTES = 1L << 30;
    private static final String CARD = "README.md";

    /** Writes the folder; weights that only training needs are forgotten. */
    void write(Path folder, Weights weights, BaseCard card) throws IOException {
        weights.remove("heads.");
        ExportedModel model = new ExportedModel(
                config,
                weights,
                name -> Optional.empty(),
                Tokenizers.vocabulary(tokenizer),
                tokenizer,
                pixels,
                Map.of());
        new CheckpointExporter(files).llavaHf(folder, model, new ExportOptions(ElementType.F16, MOST_BYTES));
        files.writeFile(folder.resolve(CARD), card.text().getBytes(StandardCharsets.UTF_8));
        Checksums.writeList(files, folder);
    }
}
