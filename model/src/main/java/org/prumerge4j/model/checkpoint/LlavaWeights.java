package org.prumerge4j.model.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.commons.io.IOUtils;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.io.CheckpointFormatException;
import org.prumerge4j.model.tensor.OutputTensor;
import org.prumerge4j.model.tensor.Shape;
import org.prumerge4j.model.tensor.TensorInfo;
import org.prumerge4j.model.tensor.TensorSource;

/**
 * The weights of a whole LLaVA model under canonical names, from whichever files they come. Every name and shape has
 * been checked; nothing is copied until values are asked for.
 */
public final class LlavaWeights implements TensorSource {
    private final LlavaConfig config;
    private final List<Checkpoint> checkpoints;
    private final Map<String, WeightCollector.Stored> stored = new LinkedHashMap<>();
    private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();

    private LlavaWeights(LlavaConfig config, List<Checkpoint> checkpoints, WeightCollector collector) {
        this.config = config;
        this.checkpoints = List.copyOf(checkpoints);
        ExpectedWeights.of(config).shapes().forEach((name, shape) -> {
            WeightCollector.Stored tensor = collector.found().get(name);
            if (tensor != null) {
                stored.put(name, tensor);
                tensors.put(name, new TensorInfo(name, tensor.info().type(), shape));
            }
        });
    }

    /**
     * Opens a folder in llava-hf layout, or in LLaVA's original layout with the vision tower inside. Which one it is
     * tells its {@code config.json}.
     *
     * @throws CheckpointFormatException naming every tensor that is unknown, missing or of a wrong shape, or if the
     *     folder holds another kind of model
     * @throws IOException if a file cannot be read
     */
    public static LlavaWeights open(Path folder) throws IOException {
        return LlavaLoader.open(folder, null);
    }

    /**
     * Opens a folder like {@link #open(Path)}, with another projector.
     *
     * @param projector {@code mm_projector.bin}, a safetensors file with the same names, or the folder that holds one;
     *     it is used in the place of the folder's own; null to use that one
     * @throws CheckpointFormatException as above
     * @throws IOException if a file cannot be read
     */
    public static LlavaWeights open(Path folder, @Nullable Path projector) throws IOException {
        return LlavaLoader.open(folder, projector);
    }

    /**
     * Puts a model together from parts.
     *
     * @param languageModel folder of a Vicuna or LLaMA checkpoint, or of a LLaVA checkpoint in either layout
     * @param visionTower folder of a CLIP checkpoint; it is used even if the first folder holds a tower as well
     * @param projector {@code mm_projector.bin}, a safetensors file with the same names, or the folder that holds one;
     *     it is used even if the first folder holds a projector as well; null to use that one
     * @throws CheckpointFormatException naming every tensor that is unknown, missing or of a wrong shape, or if a folder
     *     holds another kind of model
     * @throws IOException if a file cannot be read
     */
    public static LlavaWeights fromParts(Path languageModel, Path visionTower, @Nullable Path projector)
            throws IOException {
        return LlavaLoader.fromParts(languageModel, visionTower, projector);
    }

    /** Wraps checked tensors; takes over the checkpoints. */
    static LlavaWeights of(LlavaConfig config, List<Checkpoint> checkpoints, WeightCollector collector) {
        return new LlavaWeights(config, checkpoints, collector);
    }

    /** Sizes of the model. */
    public LlavaConfig config() {
        return config;
    }

    /** All files that tensors come from. */
    public List<Path> files() {
        List<Path> files = new ArrayList<>();
        checkpoints.forEach(checkpoint -> files.addAll(checkpoint.files()));
        return files;
    }

    /** The files that tensors with a canonical prefix come from, such as {@code vision_model.}, in their order. */
    public List<Path> files(String prefix) {
        return stored.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .map(entry -> entry.getValue())
                .map(tensor -> Path.of(tensor.checkpoint().origin(tensor.info().name())))
                .distinct()
                .toList();
    }

    @Override
    public Map<String, TensorInfo> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    @Override
    public ByteBuffer bytes(String name) {
        ByteBuffer all = storedBytes(name);
        int size = (int) info(name).byteSize();
        return all.slice(all.position(), size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * The rows that the llava-hf layout adds to the embedding and to the output layer for the image token, padding and
     * alignment, so that an export can write them back.
     *
     * @param name canonical name of one of the two
     * @return {@code [rows, hidden]} under the canonical name; nothing if the stored tensor has no such rows
     * @throws NoSuchElementException if there is no tensor of this name
     */
    public Optional<OutputTensor> extraRows(String name) {
        TensorInfo base = info(name);
        TensorInfo whole = stored(name).info();
        if (whole.shape().equals(base.shape())) {
            return Optional.empty();
        }
        long rows = whole.shape().size(0) - base.shape().size(0);
        TensorInfo extra =
                new TensorInfo(name, base.type(), Shape.of(rows, base.shape().size(1)));
        return Optional.of(new OutputTensor(extra, () -> {
            ByteBuffer all = storedBytes(name);
            int skipped = (int) base.byteSize();
            return all.slice(all.position() + skipped, all.remaining() - skipped)
                    .order(ByteOrder.LITTLE_ENDIAN);
        }));
    }

    @Override
    public String origin(String name) {
        return stored(name).origin();
    }

    @Override
    public void close() throws IOException {
        IOUtils.close(checkpoints.toArray(Checkpoint[]::new));
    }

    private ByteBuffer storedBytes(String name) {
        WeightCollector.Stored tensor = stored(name);
        return tensor.checkpoint().bytes(tensor.info().name());
    }

    private TensorInfo info(String name) {
        TensorInfo info = tensors.get(name);
        if (info == null) {
            throw missing(name);
        }
        return info;
    }

    private WeightCollector.Stored stored(String name) {
        WeightCollector.Stored tensor = stored.get(name);
        if (tensor == null) {
            throw missing(name);
        }
        return tensor;
    }

    private static NoSuchElementException missing(String name) {
        return new NoSuchElementException("there is no tensor " + name);
    }
}
