package org.prumerge4j.experiments.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.schema.Architecture;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.schema.ModelSection;
import org.prumerge4j.experiments.yaml.Bound;
import org.prumerge4j.experiments.yaml.ConfigException;
import org.prumerge4j.model.config.ConfigFile;
import org.prumerge4j.model.config.LlavaArchitectures;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.config.ModelKind;
import org.prumerge4j.model.config.VisionConfig;

/**
 * Sizes of the model an experiment starts from.
 *
 * @param config the sizes
 * @param origin where they are from, for people
 */
public record PlannedModel(LlavaConfig config, String origin) {
    /** Linear layers of {@code mlp2x_gelu}, the projector of LLaVA-1.5. */
    private static final int PROJECTOR_LAYERS = 2;

    /**
     * The sizes from the {@code config.json} of the checkpoints, or of the named architecture if they are not there.
     *
     * @throws ConfigException if there is neither
     * @throws IOException if a {@code config.json} cannot be read
     */
    public static PlannedModel of(Bound<Experiment> experiment) throws IOException {
        ModelSection section = experiment.value().model();
        @Nullable LlavaConfig stored = stored(section);
        if (stored != null) {
            return new PlannedModel(stored, "config.json of the checkpoint");
        }
        Architecture architecture = section.architecture();
        if (architecture != null) {
            return new PlannedModel(architecture.config(), "architecture " + architecture.text());
        }
        throw new ConfigException(List.of(experiment.problem(
                "model.architecture",
                "missing, and the checkpoints are not there to tell the sizes: give model.architecture=llava-1.5-7b or"
                        + " llava-1.5-13b, or put the checkpoints in place")));
    }

    /** What the checkpoints on disk say; null if not all that is needed is there. */
    static @Nullable LlavaConfig stored(ModelSection section) throws IOException {
        Path language = section.llava() == null ? section.languageModel() : section.llava();
        if (language == null || !hasConfig(language)) {
            return null;
        }
        ConfigFile config = ConfigFile.read(language);
        int layers = config.kind() == ModelKind.LLAMA ? PROJECTOR_LAYERS : config.projectorLayers();
        Integer newLayers = section.newProjector();
        if (newLayers != null) {
            layers = newLayers;
        }
        Path towerFolder = section.visionTower();
        VisionConfig tower;
        if (towerFolder != null && hasConfig(towerFolder)) {
            tower = ConfigFile.read(towerFolder).vision();
        } else if (config.hasVision()) {
            tower = config.vision();
        } else {
            tower = LlavaArchitectures.CLIP_VIT_L_14_336;
        }
        return config.llava(tower, layers);
    }

    private static boolean hasConfig(Path folder) {
        return Files.isRegularFile(folder.resolve(ConfigFile.NAME));
    }
}
