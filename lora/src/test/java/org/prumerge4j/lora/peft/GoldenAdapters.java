package org.prumerge4j.lora.peft;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.prumerge4j.lora.DecoderLinears;
import org.prumerge4j.lora.LinearShape;
import org.prumerge4j.model.config.ConfigFile;
import org.prumerge4j.model.tensor.Shape;
import org.prumerge4j.testing.GoldenCases;

/** The adapters of the golden cases, whose sizes are read from the configurations beside them. */
public final class GoldenAdapters {
    private GoldenAdapters() {}

    /** All linear layers of the golden decoder. */
    public static List<LinearShape> linears() throws IOException {
        return DecoderLinears.of(
                ConfigFile.read(GoldenCases.path("checkpoints/vicuna")).decoder());
    }

    /** Shapes of the golden projector of two linear layers. */
    public static Map<String, Shape> projector() throws IOException {
        long hidden = ConfigFile.read(GoldenCases.path("checkpoints/vicuna"))
                .decoder()
                .hiddenSize();
        long vision =
                ConfigFile.read(GoldenCases.path("checkpoints/clip")).vision().hiddenSize();
        return Map.of(
                "mm_projector.0.weight", Shape.of(hidden, vision),
                "mm_projector.0.bias", Shape.of(hidden),
                "mm_projector.2.weight", Shape.of(hidden, hidden),
                "mm_projector.2.bias", Shape.of(hidden));
    }

    /** Opens a folder against the golden model. */
    public static PeftFolder open(Path folder) throws IOException {
        return PeftFolder.open(folder, linears(), projector());
    }
}
