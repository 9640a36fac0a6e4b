package org.prumerge4j.model.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.IOUtils;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.model.config.ConfigFile;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.config.ModelKind;
import org.prumerge4j.model.io.CheckpointFormatException;
import org.prumerge4j.model.tensor.Shape;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the checkpoints that make up a model and checks them against its configuration. */
final class LlavaLoader {
    private static final Logger LOG = LoggerFactory.getLogger(LlavaLoader.class);
    private static final String VISION = "vision_model.";
    private static final String PROJECTOR = "mm_projector.";
    private static final List<String> PROJECTOR_FILES =
            List.of("mm_projector.bin", "mm_projector.safetensors", "non_lora_trainables.bin");

    private final List<Checkpoint> checkpoints = new ArrayList<>();
    private final WeightCollector collector = new WeightCollector();

    private LlavaLoader() {}

    static LlavaWeights open(Path folder, @Nullable Path projector) throws IOException {
        ConfigFile file = ConfigFile.read(folder);
        if (file.kind() != ModelKind.LLAVA && file.kind() != ModelKind.LLAVA_HF) {
            throw new CheckpointFormatException(
                    file.file(),
                    "describes " + file.kind().words() + " where a LLaVA model was expected; to put a model together"
                            + " give the folders of language model, vision tower and projector");
        }
        return new LlavaLoader().load(loader -> {
            loader.add(Checkpoints.open(folder), table(file.kind()));
            if (!loader.collector.has(VISION)) {
                throw new CheckpointFormatException(
                        folder, "holds no vision tower; give the folder of its CLIP checkpoint as well");
            }
            if (projector == null) {
                return loader.finish(folder.toString(), file, file.llava());
            }
            loader.addProjector(folder, projectorFile(projector));
            int layers = (int) loader.collector.count(PROJECTOR, ".weight");
            return loader.finish(folder + " + " + projector, file, file.llava(file.vision(), layers));
        });
    }

    static LlavaWeights fromParts(Path languageModel, Path visionTower, @Nullable Path projector) throws IOException {
        ConfigFile text = ConfigFile.read(languageModel);
        ConfigFile vision = ConfigFile.read(visionTower);
        if (vision.kind() != ModelKind.CLIP) {
            throw new CheckpointFormatException(
                    vision.file(), "describes " + vision.kind().words() + " where a CLIP model was expected");
        }
        text.decoder();
        Path projectorFile = projector == null ? null : projectorFile(projector);
        return new LlavaLoader().load(loader -> {
            loader.addParts(languageModel, text, visionTower, projectorFile);
            long linears = loader.collector.count(PROJECTOR, ".weight");
            if (linears == 0) {
                throw new CheckpointFormatException(
                        projectorFile == null ? languageModel : projectorFile,
                        "holds no projector; give its file (mm_projector.bin) as well");
            }
            String where = languageModel + " + " + visionTower + (projectorFile == null ? "" : " + " + projectorFile);
            // A projector of its own has as many layers as its file; one inside has to be what the configuration says.
            int layers = projectorFile == null ? text.projectorLayers() : (int) linears;
            return loader.finish(where, text, text.llava(vision.vision(), layers));
        });
    }

    private void addParts(Path languageModel, ConfigFile text, Path visionTower, @Nullable Path projectorFile)
            throws IOException {
        add(Checkpoints.open(languageModel), table(text.kind()));
        if (collector.has(VISION)) {
            LOG.info("using the vision tower of {} instead of the one in {}", visionTower, languageModel);
            collector.drop(VISION);
        }
        add(Checkpoints.open(visionTower), NameTables.CLIP);
        if (projectorFile != null) {
            addProjector(languageModel, projectorFile);
        }
    }

    private void addProjector(Path languageModel, Path projectorFile) throws IOException {
        if (collector.has(PROJECTOR)) {
            LOG.info("using the projector of {} instead of the one in {}", projectorFile, languageModel);
            collector.drop(PROJECTOR);
        }
        add(Checkpoints.openFile(projectorFile), NameTables.MM_PROJECTOR);
    }

    private static Path projectorFile(Path projector) throws CheckpointFormatException {
        if (!Files.isDirectory(projector)) {
            return projector;
        }
        for (String name : PROJECTOR_FILES) {
            if (Files.isRegularFile(projector.resolve(name))) {
                return projector.resolve(name);
            }
        }
        throw new CheckpointFormatException(
                projector, "holds no projector: none of " + String.join(", ", PROJECTOR_FILES) + " is there");
    }

    private static NameTable table(ModelKind kind) {
        return switch (kind) {
            case LLAMA -> NameTables.VICUNA;
            case CLIP -> NameTables.CLIP;
            case LLAVA_HF -> NameTables.LLAVA_HF;
            case LLAVA -> NameTables.LLAVA;
        };
    }

    private void add(Checkpoint checkpoint, NameTable table) {
        checkpoints.add(checkpoint);
        collector.add(checkpoint, table);
    }

    private LlavaWeights finish(String where, ConfigFile text, LlavaConfig config) throws CheckpointFormatException {
        Shape stored = Shape.of(text.storedVocabularySize(), config.decoder().hiddenSize());
        collector.compare(ExpectedWeights.of(config), Map.of(Names.EMBEDDING, stored, Names.OUTPUT, stored));
        if (!collector.problems().isEmpty()) {
            throw CheckpointFormatException.of(where, collector.problems());
        }
        return LlavaWeights.of(config, checkpoints, collector);
    }

    private LlavaWeights load(Step step) throws IOException {
        try {
            return step.run(this);
        } catch (IOException | RuntimeException | Error e) {
            IOUtils.close(checkpoints.toArray(Checkpoint[]::new));
            throw e;
        }
    }

    /** What may fail after files were opened. */
    @FunctionalInterface
    private interface Step {
        LlavaWeights run(LlavaLoader loader) throws IOException;
    }
}
