package org.prumerge4j.model.io;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.io.file.PathUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names of temporary siblings, {@code .name.tmp-process-start-number}, which tell whose they are, so that those of
 * processes that were killed can be removed and those of living ones are left alone.
 */
final class Temporaries {
    static final String STAGING = ".tmp-";
    static final String REPLACED = ".old-";
    private static final Logger LOG = LoggerFactory.getLogger(Temporaries.class);

    private final AtomicLong numbers = new AtomicLong();
    private final ProcessHandle self = ProcessHandle.current();

    /** A new name beside the target. */
    Path sibling(Path target, String infix) {
        return target.resolveSibling(
                "." + target.getFileName() + infix + self.pid() + "-" + start(self) + "-" + numbers.incrementAndGet());
    }

    /** Siblings left behind by processes that no longer run. */
    List<Path> abandoned(Path target, String infix) throws IOException {
        List<Path> found = new ArrayList<>();
        Path folder = target.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return found;
        }
        String prefix = "." + target.getFileName() + infix;
        try (DirectoryStream<Path> siblings = Files.newDirectoryStream(
                folder, path -> String.valueOf(path.getFileName()).startsWith(prefix))) {
            for (Path sibling : siblings) {
                if (!alive(String.valueOf(sibling.getFileName()).substring(prefix.length()))) {
                    found.add(sibling);
                }
            }
        }
        return found;
    }

    /** Deletes a file or folder; a failure is logged, because the caller has more important news. */
    static void delete(Path path) {
        try {
            if (Files.isDirectory(path)) {
                PathUtils.deleteDirectory(path);
            } else {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            LOG.warn("cannot delete {}; delete it by hand", path, e);
        }
    }

    private static boolean alive(String owner) {
        String[] parts = owner.split("-", -1);
        if (parts.length != 3) {
            // Not a name of ours: leave it alone.
            return true;
        }
        try {
            Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(parts[0]));
            return process.isPresent() && start(process.get()) == Long.parseLong(parts[1]);
        } catch (NumberFormatException e) {
            return true;
        }
    }

    /** When a process started, in milliseconds, which tells it from a later one with the same number. */
    private static long start(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}
