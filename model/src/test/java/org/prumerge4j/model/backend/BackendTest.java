package org.prumerge4j.model.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackendTest {
    private static final String CUDA = "org/nd4j/linalg/jcublas/JCublasBackend.class";
    private static final String CPU = "org/nd4j/linalg/cpu/nativecpu/CpuBackend.class";
    private static final String AVX2 = "org/nd4j/linalg/cpu/nativecpu/bindings/linux-x86_64-onednn-avx2/libnd4jcpu.so";

    @TempDir
    Path folder;

    private Backend backend(String... resources) throws IOException {
        for (String resource : resources) {
            Path file = folder.resolve(resource);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "");
        }
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, null)) {
            return Backend.of(loader);
        }
    }

    @Test
    void isToldFromWhatIsOnTheClassPath() throws IOException {
        assertThat(backend()).isEqualTo(Backend.NONE);
        assertThat(backend(CPU)).isEqualTo(Backend.CPU);
        assertThat(backend(CPU, AVX2)).isEqualTo(Backend.CPU_AVX2);
        assertThat(backend(CPU, AVX2, CUDA)).as("CUDA wins").isEqualTo(Backend.CUDA);
    }

    /** The names above are those of the real jars: the tests run with one of the backends. */
    @Test
    void findsTheBackendOfThisBuild() {
        assertThat(Backend.onClassPath()).isNotEqualTo(Backend.NONE);
        assertThatCode(HardwareCheck::run).doesNotThrowAnyException();
    }
}
