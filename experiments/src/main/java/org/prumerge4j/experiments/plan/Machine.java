package org.prumerge4j.experiments.plan;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a run may use.
 *
 * @param memoryBytes memory of the machine, or of the container
 * @param diskBytes free space where the run writes
 */
public record Machine(long memoryBytes, long diskBytes) {
    /**
     * This machine.
     *
     * @param output folder a run would write, which need not exist
     */
    public static Machine here(Path output) throws IOException {
        return new Machine(memory(), freeSpace(output));
    }

    private static long memory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Long.MAX_VALUE;
    }

    private static long freeSpace(Path output) throws IOException {
        @Nullable Path existing = output.toAbsolutePath();
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        return existing == null ? Long.MAX_VALUE : Files.getFileStore(existing).getUsableSpace();
    }

    /** The same machine with another amount of memory. */
    public Machine withMemory(long bytes) {
        return new Machine(bytes, diskBytes);
    }

    /** The same machine with another amount of free space. */
    public Machine withDisk(long bytes) {
        return new Machine(memoryBytes, bytes);
    }
}
