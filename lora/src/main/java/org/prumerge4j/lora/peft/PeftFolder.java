package org.prumerge4j.lora.peft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.io.IOUtils;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.lora.AdapterLayout;
import org.prumerge4j.lora.LinearShape;
import org.prumerge4j.model.io.CheckpointFormatException;
import org.prumerge4j.model.safetensors.SafetensorsFile;
import org.prumerge4j.model.tensor.Shape;
import org.prumerge4j.model.tensor.TensorInfo;
import org.prumerge4j.model.tensor.TensorSource;
import org.prumerge4j.model.torch.TorchZipFile;

/**
 * A folder with a trained adapter, opened: matrices of the adapter and, if it is there, the projector, under canonical
 * names.
 *
 * <p>The folder is what peft writes, {@code adapter_config.json} and {@code adapter_model.safetensors} or {@code
 * adapter_model.bin}, and what LLaVA puts beside it, {@code non_lora_trainables.bin}. Nothing depends on the folder's
 * name. Every tensor has to be accounted for.
 */
public final class PeftFolder implements TensorSource {
    /** File of the adapter. */
    public static final String ADAPTER = "adapter_model.safetensors";

    static final String NON_LORA = "non_lora_trainables.bin";
    static final String PROJECTOR = "mm_projector.safetensors";
    /** File of the adapter as older releases of peft wrote it. */
    public static final String ADAPTER_BIN = "adapter_model.bin";

    private final PeftConfig config;
    private final PeftContent adapter;
    private final @Nullable PeftContent projector;
    private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();

    private PeftFolder(PeftConfig config, PeftContent adapter, @Nullable PeftContent projector) {
        this.config = config;
        this.adapter = adapter;
        this.projector = projector;
        tensors.putAll(adapter.tensors());
        if (projector != null) {
            tensors.putAll(projector.tensors());
        }
    }

    /**
     * Opens a folder and checks it against the model it is for.
     *
     * @param linears all linear layers of the decoder
     * @param projector shapes of the projector's tensors by canonical name
     * @throws IOException if a file cannot be read or is damaged, if the configuration asks for something not supported,
     *     or if tensors are missing, of another shape, or not of this model: all are named
     */
    public static PeftFolder open(Path folder, List<LinearShape> linears, Map<String, Shape> projector)
            throws IOException {
        PeftConfig config = PeftConfig.read(folder.resolve(PeftConfig.FILE_NAME));
        Path adapterFile = existing(folder, ADAPTER, ADAPTER_BIN)
                .orElseThrow(() -> new CheckpointFormatException(
                        folder,
                        "has neither " + ADAPTER + " nor " + ADAPTER_BIN + "; is it the folder peft saved to?"));
        Optional<Path> projectorFile = existing(folder, NON_LORA, PROJECTOR);
        TensorSource adapterSource = source(adapterFile);
        TensorSource projectorSource = null;
        try {
            PeftContent adapter = PeftContent.adapter(adapterFile, adapterSource, config, linears);
            if (projectorFile.isEmpty()) {
                return new PeftFolder(config, adapter, null);
            }
            projectorSource = source(projectorFile.get());
            return new PeftFolder(
                    config, adapter, PeftContent.projector(projectorFile.get(), projectorSource, projector));
        } catch (IOException | RuntimeException e) {
            IOUtils.closeQuietlySuppress(adapterSource, e);
            IOUtils.closeQuietlySuppress(projectorSource, e);
            throw e;
        }
    }

    /** What the configuration says. */
    public PeftConfig config() {
        return config;
    }

    /** The adapters, in the order of the decoder's layers. */
    public AdapterLayout layout() {
        return adapter.layout();
    }

    /** The class of model whose names the files use. */
    public PeftLayout names() {
        return adapter.names();
    }

    /** Whether the folder brings a projector. */
    public boolean hasProjector() {
        return projector != null;
    }

    @Override
    public Map<String, TensorInfo> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    @Override
    public ByteBuffer bytes(String name) {
        return content(name).bytes(name);
    }

    @Override
    public String origin(String name) {
        return content(name).origin(name);
    }

    @Override
    public void close() throws IOException {
        if (projector == null) {
            adapter.source().close();
        } else {
            IOUtils.close(adapter.source(), projector.source());
        }
    }

    private PeftContent content(String name) {
        if (projector != null && projector.tensors().containsKey(name)) {
            return projector;
        }
        if (adapter.tensors().containsKey(name)) {
            return adapter;
        }
        throw new NoSuchElementException("there is no tensor " + name);
    }

    private static Optional<Path> existing(Path folder, String... names) {
        return Stream.of(names)
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static TensorSource source(Path file) throws IOException {
        return file.toString().endsWith(".bin") ? TorchZipFile.open(file) : SafetensorsFile.open(file);
    }
}
