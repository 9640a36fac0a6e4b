package org.prumerge4j.experiments.ablation;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Where an ablation keeps its files.
 *
 * @param path the output folder
 */
public record AblationFolder(Path path) {
    private static final String JSON = ".json";

    /** What the report needs to know besides the runs. */
    public Path summary() {
        return path.resolve("ablation.json");
    }

    /** The drawn world. */
    public Path world() {
        return path.resolve("world");
    }

    /** The folder of finished runs, a JSON file each. */
    public Path runs() {
        return path.resolve("runs");
    }

    /** A finished run. */
    public Path run(String name) {
        return runs().resolve(name + JSON);
    }

    /** Why a run failed when it was last tried. */
    public Path failure(String name) {
        return path.resolve("failed").resolve(name + JSON);
    }

    /** Output folder of a tuning. */
    public Path tuning(String name) {
        return path.resolve("tunings").resolve(name);
    }

    /** What a finished tuning left to say. */
    Path tuned(String name) {
        return path.resolve("tunings").resolve(name + JSON);
    }

    /** Visual tokens of the images that are tuned on, for all tunings with one reducer. */
    Path cache() {
        return path.resolve("cache");
    }

    /** Answers of a run. */
    Path answers(String name) {
        return path.resolve("answers").resolve(name);
    }

    /**
     * Keeps other processes out until closed.
     *
     * @throws IOException if another process is in already
     */
    FileChannel lock() throws IOException {
        Files.createDirectories(path);
        FileChannel channel =
                FileChannel.open(path.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new IOException(path + " is in use by another ablation; wait for it, or choose another folder");
        }
        return channel;
    }
}
