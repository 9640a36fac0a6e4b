package org.prumerge4j.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
import org.prumerge4j.model.tensor.TensorValues;

/** A model of a few hundred numbers, written in any layout. Every tensor is filled with its place in the list. */
final class TinyLlava {
    static final VisionConfig VISION = new VisionConfig(4, 6, 2, 2, 4, 2, 1e-5);
    static final DecoderConfig DECODER = new DecoderConfig(8, 12, 2, 4, 2, 10, 1e-5, 10000, 64);
    static final LlavaConfig CONFIG = LlavaConfig.of(VISION, DECODER, 2);
    static final int ADDED_ROWS = 3;
    private static final AtomicFiles FILES = new AtomicFiles();

    private TinyLlava() {}

    static List<OutputTensor> tensors(NameTable table, ExpectedWeights weights, int addedRows) {
        List<OutputTensor> tensors = new ArrayList<>();
        weights.shapes().forEach((canonical, shape) -> {
            Shape stored = canonical.equals(Names.EMBEDDING) || canonical.equals(Names.OUTPUT)
                    ? Shape.of(shape.size(0) + addedRows, shape.size(1))
                    : shape;
            float[] values = new float[(int) stored.elements()];
            Arrays.fill(values, tensors.size());
            // The rows that were added can be told from the others.
            Arrays.fill(values, (int) shape.elements(), values.length, -1);
            tensors.add(
                    TensorValues.output(table.fromCanonical(canonical).orElseThrow(), ElementType.F32, stored, values));
        });
        return tensors;
    }

    static void writeLlavaHf(Path folder, List<OutputTensor> tensors) throws IOException {
        write(
                folder,
                ConfigWriter.llavaHf(CONFIG, ElementType.F32, DECODER.vocabularySize() + ADDED_ROWS, Map.of()),
                tensors);
    }

    static void writeLlava(Path folder, List<OutputTensor> tensors) throws IOException {
        write(folder, ConfigWriter.llava(CONFIG, ElementType.F32, Map.of()), tensors);
    }

    static void write(Path folder, JsonNode config, List<OutputTensor> tensors) throws IOException {
        FILES.writeFolder(folder, staging -> {
            FILES.writeFile(staging.resolve("config.json"), StrictJson.format(config));
            new ShardedSafetensorsWriter(FILES).write(staging, tensors, 1000);
        });
    }
}
