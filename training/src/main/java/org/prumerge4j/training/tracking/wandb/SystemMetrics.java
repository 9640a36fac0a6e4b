package org.prumerge4j.training.tracking.wandb;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the process and its machine use at the moment; names as W&amp;B's charts know them, where there is one. */
final class SystemMetrics {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";
    private static final double MEBIBYTE = 1 << 20;
    private static final double KIBIBYTES_PER_MEBIBYTE = 1 << 10;
    private static final double PERCENT = 100;
    private static final double MILLISECONDS = 1e3;

    private final Path status;

    SystemMetrics() {
        this(STATUS);
    }

    SystemMetrics(Path status) {
        this.status = status;
    }

    /**
     * A sample. {@code cpu} is the share of all cores that the process used since the last sample, in percent; sizes are in
     * MiB. What the machine does not tell is left out.
     */
    Map<String, Double> sample() {
        Map<String, Double> sample = new LinkedHashMap<>();
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        double resident = residentMebibytes();
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            double total = system.getTotalMemorySize() / MEBIBYTE;
            double free = system.getFreeMemorySize() / MEBIBYTE;
            put(sample, "cpu", system.getProcessCpuLoad() * PERCENT);
            put(sample, "memory_percent", (total - free) / total * PERCENT);
            put(sample, "proc.memory.availableMB", free);
            put(sample, "proc.memory.percent", resident / total * PERCENT);
        }
        put(sample, "proc.memory.rssMB", resident);
        put(sample, "proc.cpu.threads", ManagementFactory.getThreadMXBean().getThreadCount());
        put(sample, "jvm.heap.usedMB", heap.getUsed() / MEBIBYTE);
        put(sample, "jvm.heap.committedMB", heap.getCommitted() / MEBIBYTE);
        put(sample, "jvm.heap.maxMB", heap.getMax() / MEBIBYTE);
        double collecting = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToDouble(GarbageCollectorMXBean::getCollectionTime)
                .sum();
        put(sample, "jvm.gc.seconds", collecting / MILLISECONDS);
        return sample;
    }

    /** Negative and NaN mean "not known". */
    private static void put(Map<String, Double> sample, String key, double value) {
        if (value >= 0) {
            sample.put(key, value);
        }
    }

    /** Physical memory of the process, native arrays included; Linux tells, other systems do not. */
    private double residentMebibytes() {
        if (!Files.isReadable(status)) {
            return Double.NaN;
        }
        try {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith(RESIDENT)) {
                    return Long.parseLong(line.replaceAll("\\D", "")) / KIBIBYTES_PER_MEBIBYTE;
                }
            }
        } catch (IOException | NumberFormatException e) {
            return Double.NaN;
        }
        return Double.NaN;
    }
}
