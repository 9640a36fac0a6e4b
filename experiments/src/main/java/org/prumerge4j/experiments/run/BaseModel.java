package org.prumerge4j.experiments.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.image.PixelSettings;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.schema.ModelSection;
import org.prumerge4j.lora.DecoderLinears;
import org.prumerge4j.lora.LinearShape;
import org.prumerge4j.model.checkpoint.ExpectedWeights;
import org.prumerge4j.model.checkpoint.LlavaWeights;
import org.prumerge4j.model.config.ConfigFile;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.config.ProjectorConfig;
import org.prumerge4j.model.config.VisionConfig;
import org.prumerge4j.model.tensor.Shape;

/**
 * The checkpoints a run starts from.
 *
 * @param weights all weights under canonical names
 * @param tokenizerFolder folder with the tokeniser's files
 * @param pixels what the vision tower expects of pixels
 */
public record BaseModel(LlavaWeights weights, Path tokenizerFolder, PixelSettings pixels) implements AutoCloseable {
    private static final String PREPROCESSOR = "preprocessor_config.json";
    /** Colour statistics of the images OpenAI's CLIP was trained on. */
    private static final List<Double> CLIP_MEAN = List.of(0.48145466, 0.4578275, 0.40821073);

    private static final List<Double> CLIP_DEVIATION = List.of(0.26862954, 0.26130258, 0.27577711);

    /** Opens what an experiment starts from; a new projector is made in the experiment's folder if it is not there. */
    public static BaseModel open(Experiment experiment) throws IOException {
        ModelSection section = experiment.model();
        Integer layers = section.newProjector();
        if (layers == null) {
            return open(section);
        }
        return open(section.withProjector(
                NewProjector.file(experiment.output(), projector(section, layers), experiment.seed())));
    }

    /** Sizes of a new projector between tower and language model. */
    private static ProjectorConfig projector(ModelSection section, int layers) throws IOException {
        Path whole = section.llava();
        ConfigFile text = ConfigFile.read(whole == null ? required(section.languageModel(), "language-model") : whole);
        Path tower = section.visionTower();
        VisionConfig vision =
                tower == null ? text.vision() : ConfigFile.read(tower).vision();
        return text.llava(vision, layers).projector();
    }

    /** Opens the parts that a section names. */
    public static BaseModel open(ModelSection section) throws IOException {
        Path whole = section.llava();
        if (whole != null) {
            return open(whole, section.visionTower(), section.projector());
        }
        Path languageModel = required(section.languageModel(), "language-model");
        Path tower = required(section.visionTower(), "vision-tower");
        LlavaWeights weights = LlavaWeights.fromParts(languageModel, tower, section.projector());
        return new BaseModel(weights, languageModel, pixels(weights.config(), tower));
    }

    /**
     * Opens a whole checkpoint.
     *
     * @param tower folder of the vision tower if the checkpoint has none inside
     */
    public static BaseModel open(Path checkpoint, @Nullable Path tower) throws IOException {
        return open(checkpoint, tower, null);
    }

    private static BaseModel open(Path checkpoint, @Nullable Path tower, @Nullable Path projector) throws IOException {
        LlavaWeights weights = tower == null
                ? LlavaWeights.open(checkpoint, projector)
                : LlavaWeights.fromParts(checkpoint, tower, projector);
        return new BaseModel(weights, checkpoint, pixels(weights.config(), tower == null ? checkpoint : tower));
    }

    private static PixelSettings pixels(LlavaConfig config, Path folder) throws IOException {
        Path file = folder.resolve(PREPROCESSOR);
        if (Files.isRegularFile(file)) {
            return PixelSettings.read(file);
        }
        int size = config.vision().imageSize();
        return new PixelSettings(size, size, CLIP_MEAN, CLIP_DEVIATION);
    }

    private static Path required(@Nullable Path path, String key) {
        if (path == null) {
            throw new IllegalArgumentException("the model section has no " + key);
        }
        return path;
    }

    /** Sizes of the model. */
    public LlavaConfig config() {
        return weights.config();
    }

    /** All linear layers of the decoder, which adapters may be put on. */
    public List<LinearShape> linears() {
        return DecoderLinears.of(config().decoder());
    }

    /** Shapes of the projector's tensors by canonical name. */
    public Map<String, Shape> projectorShapes() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        ExpectedWeights.of(config()).shapes().forEach((name, shape) -> {
            if (name.startsWith("mm_projector.")) {
                shapes.put(name, shape);
            }
        });
        return shapes;
    }

    @Override
    public void close() throws IOException {
        weights.close();
    }
}
