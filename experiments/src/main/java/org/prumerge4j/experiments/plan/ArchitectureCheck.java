package org.prumerge4j.experiments.plan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.schema.Architecture;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.yaml.Bound;
import org.prumerge4j.experiments.yaml.Problem;
import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.config.VisionConfig;

/** Compares the architecture an experiment names with the {@code config.json} of its checkpoints, if they are there. */
public final class ArchitectureCheck {
    private static final String KEY = "model.architecture";

    private ArchitectureCheck() {}

    /** Every size that differs; empty if none does, or if there is nothing to compare. */
    public static List<Problem> check(Bound<Experiment> experiment) {
        Architecture architecture = experiment.value().model().architecture();
        if (architecture == null) {
            return List.of();
        }
        @Nullable LlavaConfig stored;
        try {
            stored = PlannedModel.stored(experiment.value().model());
        } catch (IOException | IllegalArgumentException e) {
            return List.of(experiment.problem(KEY, "cannot be compared with the checkpoint: " + e.getMessage()));
        }
        if (stored == null) {
            return List.of();
        }
        List<String> differences = new ArrayList<>();
        compareDecoders(stored.decoder(), architecture.config().decoder(), differences);
        compareTowers(stored.vision(), architecture.config().vision(), differences);
        if (differences.isEmpty()) {
            return List.of();
        }
        return List.of(experiment.problem(
                KEY,
                "found '" + architecture.text() + "', but the checkpoint's config.json has "
                        + String.join(", ", differences) + ": name the other checkpoint, or leave the key out"));
    }

    private static void compareDecoders(DecoderConfig stored, DecoderConfig named, List<String> differences) {
        compare("hidden size", stored.hiddenSize(), named.hiddenSize(), differences);
        compare("MLP width", stored.intermediateSize(), named.intermediateSize(), differences);
        compare("layers", stored.layers(), named.layers(), differences);
        compare("heads", stored.heads(), named.heads(), differences);
        compare("key-value heads", stored.keyValueHeads(), named.keyValueHeads(), differences);
        compare("vocabulary", stored.vocabularySize(), named.vocabularySize(), differences);
    }

    private static void compareTowers(VisionConfig stored, VisionConfig named, List<String> differences) {
        compare("vision hidden size", stored.hiddenSize(), named.hiddenSize(), differences);
        compare("vision layers", stored.layers(), named.layers(), differences);
        compare("image size", stored.imageSize(), named.imageSize(), differences);
        compare("patch size", stored.patchSize(), named.patchSize(), differences);
    }

    private static void compare(String what, int stored, int named, List<String> differences) {
        if (stored != named) {
            differences.add(what + " " + stored + " instead of " + named);
        }
    }
}
