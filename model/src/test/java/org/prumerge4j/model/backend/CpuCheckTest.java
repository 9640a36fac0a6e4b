package org.prumerge4j.model.backend;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuCheckTest {
    @TempDir
    Path folder;

    private CpuCheck check(String flags) throws IOException {
        return new CpuCheck(Files.writeString(
                folder.resolve("cpuinfo"),
                "processor\t: 0\nvendor_id\t: GenuineIntel\n" + flags + "\nbugs\t\t: none\n"));
    }

    @Test
    void acceptsAvx2() {
        assertThatCode(() -> check("flags\t\t: fpu sse4_2 avx avx2 fma").check())
                .doesNotThrowAnyException();
    }

    @Test
    void refusesAProcessorWithoutAvx2AndSaysHowToBuild() {
        assertThatThrownBy(() -> check("flags\t\t: fpu sse4_2 avx avx2x").check())
                .isInstanceOf(UnsupportedHardwareException.class)
                .hasMessageContainingAll("no AVX2", "-Dnd4j.classifier=linux-x86_64");
    }

    @Test
    void acceptsWhatItCannotTell() {
        assertThatCode(() -> check("Features\t: asimd").check()).doesNotThrowAnyException();
        assertThatCode(() -> new CpuCheck(folder.resolve("absent")).check()).doesNotThrowAnyException();
    }
}
