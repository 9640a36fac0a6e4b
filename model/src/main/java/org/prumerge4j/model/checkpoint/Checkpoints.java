package org.prumerge4j.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.io.IOUtils;
import org.prumerge4j.model.io.CheckpointFormatException;
import org.prumerge4j.model.io.FileSignature;
import org.prumerge4j.model.io.StrictJson;
import org.prumerge4j.model.safetensors.SafetensorsFile;
import org.prumerge4j.model.tensor.TensorSource;
import org.prumerge4j.model.torch.TorchZipFile;

/** Opens the weights of a checkpoint, whatever files they are in. */
public final class Checkpoints {
    private static final List<String> SINGLE_OR_INDEX = List.of(
            "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json");
    private static final String INDEX_ENDING = ".index.json";

    private Checkpoints() {}

    /**
     * Opens the weights in a folder: {@code model.safetensors} or {@code pytorch_model.bin}, whole or in shards with an
     * index. Where there are several, the first of these is taken, as transformers does.
     *
     * @throws CheckpointFormatException if there are none, a shard is missing or damaged, or the shards and their index
     *     disagree
     * @throws IOException if a file cannot be read
     */
    public static Checkpoint open(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new CheckpointFormatException(folder, "there is no such folder");
        }
        for (String name : SINGLE_OR_INDEX) {
            Path file = folder.resolve(name);
            if (Files.isRegularFile(file)) {
                return name.endsWith(INDEX_ENDING) ? openShards(folder, file) : openFile(file);
            }
        }
        throw new CheckpointFormatException(
                folder, "holds no weights: none of " + String.join(", ", SINGLE_OR_INDEX) + " is there");
    }

    /**
     * Opens a single file of weights; its content tells the format.
     *
     * @throws CheckpointFormatException if it is missing, damaged or of an unknown format
     * @throws IOException if it cannot be read
     */
    public static Checkpoint openFile(Path file) throws IOException {
        return new Checkpoint(file, Map.of(file, openWeights(file)));
    }

    private static TensorSource openWeights(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new CheckpointFormatException(file, "there is no such file; is the download complete?");
        }
        FileSignature signature = FileSignature.of(file);
        return switch (signature) {
            case ZIP -> TorchZipFile.open(file);
            case SAFETENSORS -> SafetensorsFile.open(file);
            case UNKNOWN -> {
                if (String.valueOf(file.getFileName()).endsWith(".safetensors")) {
                    yield SafetensorsFile.open(file);
                }
                throw new CheckpointFormatException(file, "the file is " + signature.words());
            }
            default -> throw new CheckpointFormatException(file, "the file is " + signature.words());
        };
    }

    private static Checkpoint openShards(Path folder, Path index) throws IOException {
        Map<String, Set<String>> tensorsByShard = readIndex(index);
        List<String> problems = new ArrayList<>();
        tensorsByShard.forEach((shard, names) -> {
            if (!Files.isRegularFile(folder.resolve(shard))) {
                problems.add("shard " + shard + " with " + names.size() + " tensors ("
                        + names.iterator().next() + ", ...) is missing; is the download complete?");
            }
        });
        if (!problems.isEmpty()) {
            throw CheckpointFormatException.of(index.toString(), problems);
        }
        Map<Path, TensorSource> shards = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, Set<String>> entry : tensorsByShard.entrySet()) {
                Path file = folder.resolve(entry.getKey());
                TensorSource shard = openWeights(file);
                shards.put(file, shard);
                compare(entry.getKey(), shard, entry.getValue(), problems);
            }
            if (!problems.isEmpty()) {
                throw CheckpointFormatException.of(index.toString(), problems);
            }
            return new Checkpoint(folder, shards);
        } catch (IOException | RuntimeException | Error e) {
            IOUtils.close(shards.values().toArray(TensorSource[]::new));
            throw e;
        }
    }

    /** Names of tensors by the shard the index puts them into. */
    private static Map<String, Set<String>> readIndex(Path index) throws IOException {
        ObjectNode json = StrictJson.readObject(index);
        if (!(json.get("weight_map") instanceof ObjectNode map) || map.isEmpty()) {
            throw new CheckpointFormatException(index, "has no weight_map; it is not an index of shards");
        }
        Map<String, Set<String>> tensorsByShard = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            String shard = entry.getValue().asText("");
            if (!entry.getValue().isTextual() || !plainName(shard)) {
                throw new CheckpointFormatException(
                        index,
                        "weight_map puts tensor " + entry.getKey() + " into " + entry.getValue()
                                + ", which is not the name of a file in the same folder");
            }
            tensorsByShard.computeIfAbsent(shard, name -> new LinkedHashSet<>()).add(entry.getKey());
        }
        return tensorsByShard;
    }

    private static boolean plainName(String name) {
        return !name.isBlank()
                && !name.equals(".")
                && !name.equals("..")
                && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c == 0);
    }

    private static void compare(String file, TensorSource shard, Set<String> listed, List<String> problems) {
        for (String name : listed) {
            if (!shard.tensors().containsKey(name)) {
                problems.add("tensor " + name + " is not in " + file + ", where the index puts it");
            }
        }
        for (String name : shard.tensors().keySet()) {
            if (!listed.contains(name)) {
                problems.add("tensor " + name + " in " + file + " is not in the index");
            }
        }
    }
}
