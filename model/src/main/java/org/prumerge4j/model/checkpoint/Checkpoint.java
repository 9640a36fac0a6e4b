package org.prumerge4j.model.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.commons.io.IOUtils;
import org.prumerge4j.model.tensor.TensorInfo;
import org.prumerge4j.model.tensor.TensorSource;

/** All files of one checkpoint as a single source, under the names the files use. */
public final class Checkpoint implements TensorSource {
    private final Path location;
    private final Map<Path, TensorSource> shards;
    private final Map<String, TensorSource> sources = new LinkedHashMap<>();
    private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();

    /** Takes over the open shards, in whose order tensors are listed. No name may be in two of them. */
    Checkpoint(Path location, Map<Path, TensorSource> shards) {
        this.location = location;
        this.shards = shards;
        for (TensorSource shard : shards.values()) {
            shard.tensors().forEach((name, info) -> {
                tensors.put(name, info);
                sources.put(name, shard);
            });
        }
    }

    /** The folder or file that was opened. */
    public Path location() {
        return location;
    }

    /** The files that hold the tensors. */
    public List<Path> files() {
        return List.copyOf(shards.keySet());
    }

    @Override
    public Map<String, TensorInfo> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    @Override
    public ByteBuffer bytes(String name) {
        return source(name).bytes(name);
    }

    @Override
    public String origin(String name) {
        return source(name).origin(name);
    }

    @Override
    public void close() throws IOException {
        IOUtils.close(shards.values().toArray(TensorSource[]::new));
    }

    private TensorSource source(String name) {
        TensorSource source = sources.get(name);
        if (source == null) {
            throw new NoSuchElementException("there is no tensor " + name + " in " + location);
        }
        return source;
    }
}
