package org.prumerge4j.lora.peft;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.prumerge4j.lora.Adapter;
import org.prumerge4j.lora.AdapterLayout;
import org.prumerge4j.model.io.AtomicFiles;
import org.prumerge4j.model.safetensors.SafetensorsWriter;
import org.prumerge4j.model.tensor.ElementType;
import org.prumerge4j.model.tensor.OutputTensor;
import org.prumerge4j.model.tensor.TensorSource;
import org.prumerge4j.model.tensor.TensorValues;
import org.prumerge4j.model.torch.TorchZipWriter;

/**
 * Writes adapters as peft does, and the projector beside them: as {@code non_lora_trainables.bin} under the names LLaVA
 * looks for, and as {@code mm_projector.safetensors} under canonical names for readers that load no pickles.
 *
 * <p>The same tensors and configuration give the same bytes, in whatever order the tensors come.
 */
public final class PeftWriter {
    private final AtomicFiles files;
    private final PeftLayout names;
    private final ElementType type;

    /**
     * A writer.
     *
     * @param names for which class of model
     * @param type element type of all tensors written: F32, F16 or BF16
     */
    public PeftWriter(AtomicFiles files, PeftLayout names, ElementType type) {
        this.files = files;
        this.names = names;
        this.type = type;
    }

    /**
     * Writes a folder as a whole; one that is there is replaced only when the new one is complete.
     *
     * @param trained A and B of every adapter, and the projector if it was trained, under canonical names
     * @throws IllegalArgumentException if the configuration does not describe the adapters
     * @throws IOException if it cannot be written
     */
    public void write(Path folder, PeftConfig config, AdapterLayout adapters, TensorSource trained) throws IOException {
        files.writeFolder(folder, staging -> writeInto(staging, config, adapters, trained));
    }

    /** Writes the files into a folder that is there, beside what is in it; see {@link #write}. */
    public void writeInto(Path folder, PeftConfig config, AdapterLayout adapters, TensorSource trained)
            throws IOException {
        adapters.adapters().forEach(adapter -> requireDescribed(adapter, config));
        SafetensorsWriter safetensors = new SafetensorsWriter(files);
        safetensors.write(
                folder.resolve(PeftFolder.ADAPTER),
                outputs(adapters.parameters().keySet(), names::fileMatrix, trained));
        List<String> projector = trained.tensors().keySet().stream()
                .filter(PeftLayout::isProjector)
                .sorted()
                .toList();
        if (!projector.isEmpty()) {
            new TorchZipWriter(files)
                    .write(folder.resolve(PeftFolder.NON_LORA), outputs(projector, names::fileProjector, trained));
            safetensors.write(
                    folder.resolve(PeftFolder.PROJECTOR), outputs(projector, UnaryOperator.identity(), trained));
        }
        files.writeFile(folder.resolve(PeftConfig.FILE_NAME), config.json());
    }

    private void requireDescribed(Adapter adapter, PeftConfig config) {
        Adapter described = config.adapter(adapter.linear(), names);
        if (!config.targets().matches(names.module(adapter.path())) || !described.equals(adapter)) {
            throw new IllegalArgumentException("the configuration to be written does not describe " + adapter + " but "
                    + described + " on " + config.targets());
        }
    }

    private List<OutputTensor> outputs(
            Iterable<String> canonicalNames, UnaryOperator<String> fileName, TensorSource trained) {
        List<OutputTensor> outputs = new ArrayList<>();
        for (String name : canonicalNames) {
            outputs.add(TensorValues.copy(trained, name, fileName.apply(name), type));
        }
        return outputs;
    }
}
