package org.prumerge4j.training.export;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.prumerge4j.data.image.PixelSettings;
import org.prumerge4j.data.tokenizer.LlamaVocabulary;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.tensor.OutputTensor;
import org.prumerge4j.model.tensor.TensorSource;

/**
 * A whole model, ready to be written.
 *
 * @param config sizes of the model
 * @param weights all weights under canonical names, adapters merged in
 * @param extraRows gives, for the canonical name of a table with a row for each token, the rows beyond the base
 *     vocabulary that the model came with, if it came with any
 * @param vocabulary the tokeniser
 * @param tokenizerFolder where the tokeniser's own files are
 * @param pixels what the tower expects of pixels
 * @param sections further top-level keys of {@code config.json}: what the model was trained with
 */
public record ExportedModel(
        LlavaConfig config,
        TensorSource weights,
        Function<String, Optional<OutputTensor>> extraRows,
        LlamaVocabulary vocabulary,
        Path tokenizerFolder,
        PixelSettings pixels,
        Map<String, JsonNode> sections) {}
