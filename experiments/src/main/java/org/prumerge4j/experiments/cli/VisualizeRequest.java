package org.prumerge4j.experiments.cli;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the visualize command was told.
 *
 * @param model folder of the checkpoint
 * @param image image file
 * @param reducer name or name/preset; null for what the checkpoint was trained with
 * @param options options of the reducer that differ from the preset, named as in experiment files
 * @param details tokens shown with what they draw from
 * @param output PNG file to write
 */
public record VisualizeRequest(
        Path model, Path image, @Nullable String reducer, Map<String, Object> options, int details, Path output) {
    /** Keeps its own copy of the options. */
    public VisualizeRequest {
        options = Map.copyOf(options);
    }
}
