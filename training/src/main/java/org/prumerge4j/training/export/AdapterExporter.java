package org.prumerge4j.training.export;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.lora.AdapterLayout;
import org.prumerge4j.lora.LinearShape;
import org.prumerge4j.lora.LoraOptions;
import org.prumerge4j.lora.peft.PeftConfig;
import org.prumerge4j.lora.peft.PeftLayout;
import org.prumerge4j.lora.peft.PeftWriter;
import org.prumerge4j.model.io.AtomicFiles;
import org.prumerge4j.model.io.Checksums;
import org.prumerge4j.model.io.StrictJson;
import org.prumerge4j.model.tensor.ElementType;
import org.prumerge4j.model.tensor.TensorSource;

/** Writes an adapter as peft and LLaVA read it, with a note of how it was trained beside it. */
public final class AdapterExporter {
    /** The note: the section that merged exports have in their {@code config.json}. */
    public static final String DESCRIPTION = "prumerge.json";

    private final AtomicFiles files;
    private final ElementType type;

    /**
     * An exporter.
     *
     * @param type F32, F16 or BF16
     */
    public AdapterExporter(AtomicFiles files, ElementType type) {
        this.files = files;
        this.type = type;
    }

    /**
     * Writes a folder as a whole.
     *
     * @param linears all linear layers of the decoder
     * @param trained A and B of every adapter, and the projector if it was trained, under canonical names
     * @param baseModel name or path of the base model, if known
     * @param description how the adapter was trained
     */
    public void write(
            Path folder,
            LoraOptions options,
            List<LinearShape> linears,
            AdapterLayout layout,
            TensorSource trained,
            @Nullable String baseModel,
            JsonNode description)
            throws IOException {
        PeftConfig config = PeftConfig.of(options, linears, PeftLayout.LLAVA, baseModel);
        files.writeFolder(folder, staging -> {
            new PeftWriter(files, PeftLayout.LLAVA, type).writeInto(staging, config, layout, trained);
            files.writeFile(staging.resolve(DESCRIPTION), StrictJson.format(description));
            Checksums.writeList(files, staging);
        });
    }
}
