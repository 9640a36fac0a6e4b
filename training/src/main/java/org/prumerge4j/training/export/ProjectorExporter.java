package org.prumerge4j.training.export;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.prumerge4j.model.io.AtomicFiles;
import org.prumerge4j.model.io.Checksums;
import org.prumerge4j.model.io.StrictJson;
import org.prumerge4j.model.tensor.ElementType;
import org.prumerge4j.model.tensor.OutputTensor;
import org.prumerge4j.model.tensor.TensorSource;
import org.prumerge4j.model.tensor.TensorValues;
import org.prumerge4j.model.torch.TorchZipWriter;

/** Writes a projector as LLaVA's first stage leaves it, with a note of how it was trained beside it. */
public final class ProjectorExporter {
    /** The file, under the name LLaVA gives it. */
    public static final String FILE = "mm_projector.bin";

    private static final String CANONICAL = "mm_projector.";
    private static final String LLAVA_PREFIX = "model.";

    private final AtomicFiles files;
    private final ElementType type;

    /**
     * An exporter.
     *
     * @param type F32, F16 or BF16
     */
    public ProjectorExporter(AtomicFiles files, ElementType type) {
        this.files = files;
        this.type = type;
    }

    /**
     * Writes a folder as a whole.
     *
     * @param weights hold {@code mm_projector.*}; others are left out
     * @param description how the projector was trained
     */
    public void write(Path folder, TensorSource weights, JsonNode description) throws IOException {
        List<OutputTensor> tensors = weights.tensors().keySet().stream()
                .filter(name -> name.startsWith(CANONICAL))
                .map(name -> TensorValues.copy(weights, name, LLAVA_PREFIX + name, type))
                .toList();
        files.writeFolder(folder, staging -> {
            new TorchZipWriter(files).write(staging.resolve(FILE), tensors);
            files.writeFile(staging.resolve(AdapterExporter.DESCRIPTION), StrictJson.format(description));
            Checksums.writeList(files, staging);
        });
    }
}
