package org.prumerge4j.experiments.run;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The most memory this process has had.
 *
 * @param bytes how much
 * @param meaning what was counted
 */
record PeakMemory(long bytes, String meaning) {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String HIGH_WATER = "VmHWM:";
    private static final long KIBIBYTE = 1024;

    /** Physical memory if the system tells (Linux), else what Java knows of. */
    static PeakMemory now() {
        try {
            if (Files.isReadable(STATUS)) {
                for (String line : Files.readAllLines(STATUS)) {
                    if (line.startsWith(HIGH_WATER)) {
                        long kibibytes = Long.parseLong(line.replaceAll("\\D", ""));
                        return new PeakMemory(kibibytes * KIBIBYTE, "resident, mapped files included");
                    }
                }
            }
        } catch (IOException | NumberFormatException e) {
            return ofJava();
        }
        return ofJava();
    }

    private static PeakMemory ofJava() {
        long bytes = ManagementFactory.getMemoryPoolMXBeans().stream()
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage == null ? 0 : usage.getUsed())
                .sum();
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            bytes += Math.max(0, pool.getMemoryUsed());
        }
        return new PeakMemory(bytes, "Java's own, native arrays left out");
    }
}
