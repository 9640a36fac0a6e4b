package org.prumerge4j.model.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class NvidiaSmiTest {
    @TempDir
    Path folder;

    private NvidiaSmi tool(String script, Duration patience) throws IOException {
        Path file = Files.writeString(folder.resolve("nvidia-smi"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return new NvidiaSmi(file.toString(), patience);
    }

    private NvidiaSmi tool(String script) throws IOException {
        return tool(script, Duration.ofMinutes(1));
    }

    @Test
    void readsItsTable() throws IOException {
        assertThat(NvidiaSmi.parse("0, GPU-aa, NVIDIA A100-SXM4-40GB, 8.0\r\n\n1, GPU-bb, Tesla V100, 7.0\n"))
                .containsExactly(
                        new GpuDevice(0, "GPU-aa", "NVIDIA A100-SXM4-40GB", new ComputeCapability(8, 0)),
                        new GpuDevice(1, "GPU-bb", "Tesla V100", new ComputeCapability(7, 0)));
    }

    @Test
    void reportsALineItCannotRead() {
        for (String line : List.of("hello", "0, GPU-aa, Tesla, [N/A]", "x, GPU-aa, Tesla, 7.0")) {
            assertThatThrownBy(() -> NvidiaSmi.parse(line))
                    .isInstanceOf(IOException.class)
                    .hasMessageEndingWith(line);
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void asksForWhatItNeeds() throws IOException {
        NvidiaSmi tool = tool("[ \"$*\" = '--query-gpu=index,uuid,name,compute_cap --format=csv,noheader' ] || exit 9\n"
                + "echo '0, GPU-aa, A100, 8.0'");

        assertThat(tool.devices()).containsExactly(new GpuDevice(0, "GPU-aa", "A100", new ComputeCapability(8, 0)));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void knowsThatThereAreNoDevices() throws IOException {
        assertThat(tool("echo 'No devices were found'; exit 6").devices()).isEmpty();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void passesOnWhyItFailed() throws IOException {
        NvidiaSmi tool = tool("echo 'Failed to initialize NVML: Driver/library version mismatch' >&2; exit 18");

        assertThatThrownBy(tool::devices)
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("failed: Failed to initialize NVML: Driver/library version mismatch");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void doesNotWaitForEver() throws IOException {
        NvidiaSmi tool = tool("exec sleep 600", Duration.ofMillis(200));

        assertThatThrownBy(tool::devices).isInstanceOf(IOException.class).hasMessageContaining("did not answer within");
    }

    @Test
    void anAbsentToolIsAnOrdinaryFailure() {
        NvidiaSmi tool = new NvidiaSmi(folder.resolve("absent").toString(), Duration.ofMinutes(1));

        assertThatThrownBy(tool::devices).isInstanceOf(IOException.class).hasMessageContaining("absent");
    }
}
