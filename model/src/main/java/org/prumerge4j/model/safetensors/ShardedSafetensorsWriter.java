package org.prumerge4j.model.safetensors;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.prumerge4j.model.io.AtomicFiles;
import org.prumerge4j.model.io.StrictJson;
import org.prumerge4j.model.tensor.OutputTensor;

/**
 * Writes a checkpoint as Hugging Face lays it out: one {@code model.safetensors}, or numbered shards with an index.
 * Shards are planned from names, types and shapes alone, before any value is asked for.
 */
public final class ShardedSafetensorsWriter {
    /** Name of a checkpoint that is one file. */
    public static final String SINGLE = "model.safetensors";

    /** Name of the index of a checkpoint of several files. */
    public static final String INDEX = "model.safetensors.index.json";

    private final AtomicFiles files;

    /** A writer whose files appear whole or not at all. */
    public ShardedSafetensorsWriter(AtomicFiles files) {
        this.files = files;
    }

    /**
     * Writes all tensors in the given order.
     *
     * @param folder an existing folder; to replace a checkpoint as a whole, one handed out by {@link
     *     AtomicFiles#writeFolder}
     * @param maxShardBytes most bytes of values in a shard; a single larger tensor gets a shard of its own
     * @return the files written, the index last
     * @throws IllegalArgumentException if two tensors have one name
     */
    public List<Path> write(Path folder, Iterable<OutputTensor> tensors, long maxShardBytes) throws IOException {
        if (maxShardBytes <= 0) {
            throw new IllegalArgumentException("maxShardBytes must be positive, not " + maxShardBytes);
        }
        List<List<OutputTensor>> shards = plan(tensors, maxShardBytes);
        SafetensorsWriter writer = new SafetensorsWriter(files);
        if (shards.size() == 1) {
            Path file = folder.resolve(SINGLE);
            writer.write(file, shards.get(0));
            return List.of(file);
        }
        ObjectNode index = index(shards);
        List<Path> written = new ArrayList<>();
        for (int i = 0; i < shards.size(); i++) {
            Path file = folder.resolve(name(i, shards.size()));
            writer.write(file, shards.get(i));
            written.add(file);
        }
        Path file = folder.resolve(INDEX);
        files.writeFile(file, StrictJson.format(index));
        written.add(file);
        return written;
    }

    private static List<List<OutputTensor>> plan(Iterable<OutputTensor> tensors, long maxShardBytes) {
        List<List<OutputTensor>> shards = new ArrayList<>();
        List<OutputTensor> shard = new ArrayList<>();
        long filled = 0;
        for (OutputTensor tensor : tensors) {
            long size = tensor.info().byteSize();
            if (!shard.isEmpty() && size > maxShardBytes - filled) {
                shards.add(shard);
                shard = new ArrayList<>();
                filled = 0;
            }
            shard.add(tensor);
            filled += size;
        }
        shards.add(shard);
        return shards;
    }

    private static ObjectNode index(List<List<OutputTensor>> shards) {
        ObjectNode index = StrictJson.object();
        ObjectNode metadata = index.putObject("metadata");
        ObjectNode map = index.putObject("weight_map");
        long total = 0;
        for (int i = 0; i < shards.size(); i++) {
            for (OutputTensor tensor : shards.get(i)) {
                String name = tensor.info().name();
                if (map.has(name)) {
                    throw new IllegalArgumentException("two tensors would be called " + name);
                }
                map.put(name, name(i, shards.size()));
                total += tensor.info().byteSize();
            }
        }
        metadata.put("total_size", total);
        return index;
    }

    private static String name(int index, int count) {
        return String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", index + 1, count);
    }
}
