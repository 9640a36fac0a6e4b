package org.prumerge4j.experiments.ablation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The largest memory of this process that was resident since a moment; only Linux tells. */
final class PeakMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path RESET = Path.of("/proc/self/clear_refs");
    private static final String RESET_PEAK = "5";
    private static final String PEAK = "VmHWM:";
    private static final long KILOBYTE = 1024;

    private PeakMemory() {}

    /** Forgets what was before; without the right to do that the peak is that of the whole process. */
    static void reset() {
        try {
            if (Files.isWritable(RESET)) {
                Files.write(RESET, RESET_PEAK.getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            // A container may forbid it: then peaks only grow, which is what the figure says anyway.
            return;
        }
    }

    /** Bytes; null where the system does not tell. */
    static @Nullable Long bytes() {
        try {
            if (!Files.isReadable(STATUS)) {
                return null;
            }
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith(PEAK)) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * KILOBYTE;
                }
            }
        } catch (IOException e) {
            return null;
        }
        return null;
    }
}
