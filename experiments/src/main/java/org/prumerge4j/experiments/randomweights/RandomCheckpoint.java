package org.prumerge4j.experiments.randomweights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.tokenizer.Tokenizers;
import org.prumerge4j.model.checkpoint.ExpectedWeights;
import org.prumerge4j.model.checkpoint.NameTables;
import org.prumerge4j.model.config.ConfigFile;
import org.prumerge4j.model.config.ConfigWriter;
import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.config.VisionConfig;
import org.prumerge4j.model.io.AtomicFiles;
import org.prumerge4j.model.io.StrictJson;
import org.prumerge4j.model.safetensors.ShardedSafetensorsWriter;
import org.prumerge4j.model.tensor.ElementType;
import org.prumerge4j.model.tensor.OutputTensor;
import org.prumerge4j.model.tensor.Shape;
import org.prumerge4j.model.tensor.TensorInfo;

/**
 * A checkpoint in the llava-hf layout whose weights are drawn by lot: it answers nonsense at the speed and in the memory
 * of the real one.
 *
 * @param config sizes of the model
 * @param type number format of the weights
 * @param seed another seed, other weights
 * @param maxShardBytes largest weight file
 * @param tokenizer folder whose tokeniser goes into the checkpoint; null for none
 */
public record RandomCheckpoint(
        LlavaConfig config, ElementType type, long seed, long maxShardBytes, @Nullable Path tokenizer) {
    /** The layout rounds the vocabulary up, with tokens for images and padding, to a multiple of this. */
    private static final int ROW_MULTIPLE = 64;

    private static final int ADDED_TOKENS = 2;
    private static final Set<String> VOCABULARY_TABLES = Set.of("model.embed_tokens.weight", "lm_head.weight");
    private static final List<String> TOKENIZER_FILES = List.of(
            Tokenizers.SENTENCE_PIECE_FILE, Tokenizers.JSON_FILE, "tokenizer_config.json", "special_tokens_map.json");

    /**
     * A model with fewer layers.
     *
     * @param decoderLayers layers of the language model
     * @param visionLayers layers of the vision tower
     */
    public static LlavaConfig withLayers(LlavaConfig config, int decoderLayers, int visionLayers) {
        DecoderConfig decoder = config.decoder();
        VisionConfig vision = config.vision();
        DecoderConfig shallow = new DecoderConfig(
                decoder.hiddenSize(),
                decoder.intermediateSize(),
                decoderLayers,
                decoder.heads(),
                decoder.keyValueHeads(),
                decoder.vocabularySize(),
                decoder.rmsNormEpsilon(),
                decoder.ropeTheta(),
                decoder.maxPositions());
        VisionConfig tower = new VisionConfig(
                vision.hiddenSize(),
                vision.intermediateSize(),
                visionLayers,
                vision.heads(),
                vision.imageSize(),
                vision.patchSize(),
                vision.layerNormEpsilon());
        return LlavaConfig.of(tower, shallow, config.projector().layers()).withImageAspect(config.imageAspect());
    }

    /**
     * Writes the checkpoint; the folder appears whole or not at all.
     *
     * @return bytes of all weights
     * @throws IOException if it cannot be written, or the tokeniser's folder holds none
     */
    public long write(Path folder) throws IOException {
        AtomicFiles files = new AtomicFiles();
        int base = config.decoder().vocabularySize();
        int rows = (base + ADDED_TOKENS + ROW_MULTIPLE - 1) / ROW_MULTIPLE * ROW_MULTIPLE;
        List<OutputTensor> tensors = tensors(rows);
        files.writeFolder(folder, staging -> {
            files.writeFile(
                    staging.resolve(ConfigFile.NAME),
                    StrictJson.format(ConfigWriter.llavaHf(config, type, rows, Map.of())));
            if (tokenizer != null) {
                copyTokenizer(files, tokenizer, staging);
            }
            new ShardedSafetensorsWriter(files).write(staging, tensors, maxShardBytes);
        });
        return tensors.stream().mapToLong(tensor -> tensor.info().byteSize()).sum();
    }

    private List<OutputTensor> tensors(int rows) {
        RandomValues values = new RandomValues(seed, type);
        List<OutputTensor> tensors = new ArrayList<>();
        ExpectedWeights.of(config).shapes().forEach((name, shape) -> {
            String stored = NameTables.LLAVA_HF
                    .fromCanonical(name)
                    .orElseThrow(() -> new IllegalStateException("the llava-hf layout has no name for " + name));
            Shape whole = VOCABULARY_TABLES.contains(name) ? Shape.of(rows, shape.size(1)) : shape;
            TensorInfo info = new TensorInfo(stored, type, whole);
            tensors.add(new OutputTensor(info, () -> values.of(info)));
        });
        return tensors;
    }

    private static void copyTokenizer(AtomicFiles files, Path from, Path to) throws IOException {
        // Read first, so that a folder without one is named.
        Tokenizers.vocabulary(from);
        for (String name : TOKENIZER_FILES) {
            if (Files.isRegularFile(from.resolve(name))) {
                files.writeFile(to.resolve(name), Files.readAllBytes(from.resolve(name)));
            }
        }
    }
}
