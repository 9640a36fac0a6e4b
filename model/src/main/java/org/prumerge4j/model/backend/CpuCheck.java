package org.prumerge4j.model.backend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Refuses AVX2 code on a processor without it; only Linux says so in a file, elsewhere nothing is checked. */
final class CpuCheck {
    private static final Logger LOG = LoggerFactory.getLogger(CpuCheck.class);
    private static final String FLAGS = "flags";
    private static final String AVX2 = "avx2";

    private final Path processors;

    /** @param processors normally {@code /proc/cpuinfo} */
    CpuCheck(Path processors) {
        this.processors = processors;
    }

    /** @throws UnsupportedHardwareException if the processor lacks AVX2 */
    void check() {
        if (!Files.isReadable(processors)) {
            return;
        }
        try (var lines = Files.lines(processors)) {
            var flags = lines.filter(line -> line.startsWith(FLAGS)).findFirst();
            if (flags.isPresent()
                    && !Arrays.asList(flags.get().split("[\\s:]+", -1)).contains(AVX2)) {
                throw new UnsupportedHardwareException(
                        "This processor has no AVX2 instructions, which the fast ND4J build on the class path uses: build"
                                + " with -Dnd4j.classifier=linux-x86_64.");
            }
        } catch (IOException e) {
            LOG.debug("cannot read {}", processors, e);
        }
    }
}
