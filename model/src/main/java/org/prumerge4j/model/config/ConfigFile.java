package org.prumerge4j.model.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.model.io.CheckpointFormatException;
import org.prumerge4j.model.io.StrictJson;

/**
 * A {@code config.json} of a LLaMA, CLIP or LLaVA checkpoint. What it describes is told by its content alone. Keys that
 * are absent have the values transformers gives them; settings that are not implemented here are refused.
 */
public final class ConfigFile {
    /** Usual name of the file. */
    public static final String NAME = "config.json";

    private final Path file;
    private final ObjectNode json;
    private final ModelKind kind;
    private final List<String> problems = new ArrayList<>();
    private @Nullable DecoderConfig decoder;
    private @Nullable VisionConfig vision;
    private @Nullable ImageAspect imageAspect;
    private @Nullable String visionTowerName;
    private int projectorLayers = LlavaKeys.HF_PROJECTOR_LAYERS;
    private int imageTokenIndex;
    private int storedVocabularySize;

    private ConfigFile(Path file, ObjectNode json, ModelKind kind) {
        this.file = file;
        this.json = json;
        this.kind = kind;
    }

    /**
     * Reads a configuration.
     *
     * @param folderOrFile a {@code config.json} or the folder that holds it
     * @throws CheckpointFormatException naming every value that is malformed, contradictory or not supported
     * @throws IOException if the file cannot be read
     */
    public static ConfigFile read(Path folderOrFile) throws IOException {
        Path file = Files.isDirectory(folderOrFile) ? folderOrFile.resolve(NAME) : folderOrFile;
        return of(file, StrictJson.readObject(file));
    }

    /** Interprets a configuration that has been read already; the file is only named in messages. */
    static ConfigFile of(Path file, ObjectNode json) throws CheckpointFormatException {
        ConfigFile config = new ConfigFile(file, json, detect(file, json));
        Fields fields = new Fields("", json, config.problems);
        switch (config.kind) {
            case LLAMA -> config.readLlama(fields);
            case CLIP -> config.readClip(fields);
            case LLAVA_HF -> config.readLlavaHf(fields);
            case LLAVA -> config.readLlava(fields);
        }
        if (!config.problems.isEmpty()) {
            throw CheckpointFormatException.of(file.toString(), config.problems);
        }
        return config;
    }

    private static ModelKind detect(Path file, ObjectNode json) throws CheckpointFormatException {
        return detectLayout(json)
                .orElseThrow(() -> new CheckpointFormatException(
                        file,
                        "model_type is " + json.path("model_type")
                                + "; supported are llama, clip, clip_vision_model, llava, llava_llama"));
    }

    /** What a configuration describes, if it is of a known kind. */
    static Optional<ModelKind> detectLayout(ObjectNode json) {
        String architecture = json.path("architectures").path(0).asText("");
        String type = json.path("model_type").asText("");
        if (architecture.equals("LlavaForConditionalGeneration")) {
            return Optional.of(ModelKind.LLAVA_HF);
        }
        if (architecture.startsWith("LlavaLlama") || type.equals("llava_llama") || json.has("mm_projector_type")) {
            return Optional.of(ModelKind.LLAVA);
        }
        return switch (type) {
            case "llava" -> Optional.of(json.has("mm_vision_tower") ? ModelKind.LLAVA : ModelKind.LLAVA_HF);
            case "llama" -> Optional.of(ModelKind.LLAMA);
            case "clip", "clip_vision_model" -> Optional.of(ModelKind.CLIP);
            default -> Optional.empty();
        };
    }

    private void readLlama(Fields fields) {
        setDecoder(fields);
    }

    private void setDecoder(Fields fields) {
        decoder = DecoderKeys.read(fields);
        imageTokenIndex = decoder == null ? 0 : decoder.vocabularySize();
        storedVocabularySize = imageTokenIndex;
    }

    private void readClip(Fields fields) {
        if (json.path("model_type").asText().equals("clip_vision_model")) {
            vision = VisionKeys.read(fields);
            return;
        }
        ObjectNode merged = json.objectNode();
        // Early files state values twice, and transformers lets the second place win.
        for (String key : List.of("vision_config", "vision_config_dict")) {
            if (json.get(key) instanceof ObjectNode part) {
                merged.setAll(part);
            }
        }
        vision = VisionKeys.read(new Fields("vision_config.", merged, problems));
    }

    private void readLlavaHf(Fields fields) {
        LlavaKeys.readHf(fields);
        imageAspect = LlavaKeys.imageAspect(fields);
        vision = fields.has("vision_config")
                ? VisionKeys.read(fields.child("vision_config"))
                : LlavaArchitectures.CLIP_VIT_L_14_336;
        DecoderConfig stored = DecoderKeys.read(fields.child("text_config"));
        imageTokenIndex = imageTokenIndex(fields);
        if (stored != null) {
            storedVocabularySize = stored.vocabularySize();
            decoder = withoutImageRows(stored);
        }
    }

    private static int imageTokenIndex(Fields fields) {
        String newerSpelling = "image_token_id";
        return fields.integer("image_token_index", fields.integer(newerSpelling, LlavaKeys.HF_IMAGE_TOKEN_INDEX));
    }

    /** The rows from the image token on were added for the layout; the text model's own end before it. */
    private DecoderConfig withoutImageRows(DecoderConfig stored) {
        if (imageTokenIndex <= 0 || imageTokenIndex >= stored.vocabularySize()) {
            imageTokenIndex = stored.vocabularySize();
            return stored;
        }
        return new DecoderConfig(
                stored.hiddenSize(),
                stored.intermediateSize(),
                stored.layers(),
                stored.heads(),
                stored.keyValueHeads(),
                imageTokenIndex,
                stored.rmsNormEpsilon(),
                stored.ropeTheta(),
                stored.maxPositions());
    }

    private void readLlava(Fields fields) {
        projectorLayers = LlavaKeys.readOriginal(fields);
        imageAspect = LlavaKeys.imageAspect(fields);
        setDecoder(fields);
        visionTowerName = fields.text("mm_vision_tower");
        if (fields.has("vision_config")) {
            vision = VisionKeys.read(fields.child("vision_config"));
        } else if (visionTowerName != null) {
            vision = LlavaArchitectures.visionTower(visionTowerName).orElse(null);
        }
    }

    /** The file. */
    public Path file() {
        return file;
    }

    /** What the file describes. */
    public ModelKind kind() {
        return kind;
    }

    /** The whole content. */
    public JsonNode json() {
        return json.deepCopy();
    }

    /** Whether {@link #vision()} has an answer. */
    public boolean hasVision() {
        return vision != null;
    }

    /**
     * Sizes of the vision tower.
     *
     * @throws CheckpointFormatException if the file does not tell them
     */
    public VisionConfig vision() throws CheckpointFormatException {
        if (vision != null) {
            return vision;
        }
        String tower = visionTowerName == null ? "" : " named \"" + visionTowerName + "\"";
        throw new CheckpointFormatException(
                file,
                "describes " + kind.words() + " and not the sizes of a vision tower" + tower
                        + "; give the folder of the CLIP checkpoint as well");
    }

    /**
     * Sizes of the language model, without rows that the llava-hf layout adds to the vocabulary.
     *
     * @throws CheckpointFormatException if the file describes none
     */
    public DecoderConfig decoder() throws CheckpointFormatException {
        if (decoder != null) {
            return decoder;
        }
        throw new CheckpointFormatException(
                file, "describes " + kind.words() + "; a LLaMA, Vicuna or LLaVA configuration was expected");
    }

    /** Rows of the stored embedding and output layer, those that a layout adds to the vocabulary included. */
    public int storedVocabularySize() {
        return storedVocabularySize;
    }

    /**
     * Sizes of the whole model.
     *
     * @throws CheckpointFormatException if the file describes less
     */
    public LlavaConfig llava() throws CheckpointFormatException {
        return llava(vision(), projectorLayers());
    }

    /**
     * Sizes of the whole model made of this file's language model and other parts.
     *
     * @param tower the vision tower to use
     * @param linears number of linear layers of the projector to use
     * @throws CheckpointFormatException if this file describes no language model
     */
    public LlavaConfig llava(VisionConfig tower, int linears) throws CheckpointFormatException {
        DecoderConfig text = decoder();
        ProjectorConfig projector = new ProjectorConfig(tower.hiddenSize(), text.hiddenSize(), linears);
        return new LlavaConfig(tower, projector, text, imageAspect, imageTokenIndex, json());
    }

    /**
     * Number of linear layers of the projector.
     *
     * @throws CheckpointFormatException if the file describes no LLaVA model
     */
    public int projectorLayers() throws CheckpointFormatException {
        if (kind == ModelKind.LLAVA || kind == ModelKind.LLAVA_HF) {
            return projectorLayers;
        }
        throw new CheckpointFormatException(file, "describes " + kind.words() + ", which has no projector");
    }
}
