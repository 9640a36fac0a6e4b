package org.prumerge4j.training.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.tokenizer.LlamaVocabulary;
import org.prumerge4j.model.checkpoint.NameTable;
import org.prumerge4j.model.checkpoint.NameTables;
import org.prumerge4j.model.config.ConfigWriter;
import org.prumerge4j.model.decoder.TokenEmbeddings;
import org.prumerge4j.model.io.AtomicFiles;
import org.prumerge4j.model.io.Checksums;
import org.prumerge4j.model.io.StrictJson;
import org.prumerge4j.model.safetensors.ShardedSafetensorsWriter;
import org.prumerge4j.model.tensor.OutputTensor;
import org.prumerge4j.model.tensor.TensorValues;

/**
 * Writes merged models, complete with tokeniser, processor and checksums. A folder appears whole or not at all; one that
 * was there is replaced only when the new one is complete. Weights are read one tensor at a time.
 */
public final class CheckpointExporter {
    private static final String EMBEDDINGS = TokenEmbeddings.NAME;
    private static final Set<String> VOCABULARY_TABLES = Set.of(EMBEDDINGS, "lm_head.weight");
    private static final String CONFIG = "config.json";

    private final AtomicFiles files;

    /** An exporter. */
    public CheckpointExporter(AtomicFiles files) {
        this.files = files;
    }

    /** Writes the layout of transformers' {@code LlavaForConditionalGeneration}, as llava-hf publishes it. */
    public void llavaHf(Path folder, ExportedModel model, ExportOptions options) throws IOException {
        int baseRows = model.config().decoder().vocabularySize();
        VocabularyRows rows = new VocabularyRows(baseRows, model.extraRows());
        Map<String, Integer> added = new LinkedHashMap<>();
        added.put(TokenizerFiles.IMAGE, baseRows);
        added.put(TokenizerFiles.PAD, baseRows + 1);
        ObjectNode config =
                ConfigWriter.llavaHf(model.config(), options.type(), rows.total(EMBEDDINGS), model.sections());
        config.put("pad_token_id", baseRows + 1);
        LlamaVocabulary vocabulary = model.vocabulary();
        files.writeFolder(folder, staging -> {
            files.writeFile(staging.resolve(CONFIG), StrictJson.format(config));
            new TokenizerFiles(files, vocabulary, added).write(staging, model.tokenizerFolder());
            new ProcessorFiles(files)
                    .write(
                            staging,
                            model.config(),
                            model.pixels(),
                            vocabulary.bosId(),
                            vocabulary.eosId(),
                            baseRows + 1);
            writeWeights(staging, tensors(model, options, NameTables.LLAVA_HF, rows), options);
            Checksums.writeList(files, staging);
        });
    }

    /** Writes the layout of the original LLaVA code, with the vision tower inside. */
    public void llava(Path folder, ExportedModel model, ExportOptions options) throws IOException {
        ObjectNode config = ConfigWriter.llava(model.config(), options.type(), model.sections());
        files.writeFolder(folder, staging -> {
            files.writeFile(staging.resolve(CONFIG), StrictJson.format(config));
            new TokenizerFiles(files, model.vocabulary(), Map.of()).write(staging, model.tokenizerFolder());
            new ProcessorFiles(files).writePreprocessor(staging, model.config(), model.pixels());
            writeWeights(staging, tensors(model, options, NameTables.LLAVA, null), options);
            Checksums.writeList(files, staging);
        });
    }

    private void writeWeights(Path folder, List<OutputTensor> tensors, ExportOptions options) throws IOException {
        new ShardedSafetensorsWriter(files).write(folder, tensors, options.maxShardBytes());
    }

    /** All weights under the layout's names; values are read when their turn comes. */
    private static List<OutputTensor> tensors(
            ExportedModel model, ExportOptions options, NameTable names, @Nullable VocabularyRows rows) {
        List<OutputTensor> tensors = new ArrayList<>();
        for (String name : model.weights().tensors().keySet()) {
            String newName = names.fromCanonical(name)
                    .orElseThrow(() -> new IllegalArgumentException(names.format() + " has no name for " + name));
            tensors.add(
                    rows != null && VOCABULARY_TABLES.contains(name)
                            ? rows.lengthened(model.weights(), name, newName, options.type())
                            : TensorValues.copy(model.weights(), name, newName, options.type()));
        }
        return tensors;
    }
}
