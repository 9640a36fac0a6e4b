package org.prumerge4j.model.backend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.commons.io.IOUtils;

/** Asks {@code nvidia-smi}, which the NVIDIA driver installs. */
public final class NvidiaSmi implements GpuProbe {
    private static final List<String> QUERY =
            List.of("--query-gpu=index,uuid,name,compute_cap", "--format=csv,noheader");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String NO_DEVICES = "No devices were found";
    private static final int FIELDS = 4;

    private final String executable;
    private final Duration patience;

    /** The one on the search path. */
    public NvidiaSmi() {
        this("nvidia-smi", PATIENCE);
    }

    NvidiaSmi(String executable, Duration patience) {
        this.executable = executable;
        this.patience = patience;
    }

    @Override
    public List<GpuDevice> devices() throws IOException {
        List<String> command = new ArrayList<>(List.of(executable));
        command.addAll(QUERY);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> read(process));
            String text = output.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TimeoutException();
            }
            if (text.contains(NO_DEVICES)) {
                return List.of();
            } else if (process.exitValue() != 0) {
                throw new IOException(
                        executable + " failed: " + text.lines().findFirst().orElse("no output"));
            }
            return parse(text);
        } catch (TimeoutException e) {
            throw new IOException(executable + " did not answer within " + patience.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + executable);
        } catch (ExecutionException e) {
            throw new IOException("cannot read what " + executable + " prints: " + e.getCause(), e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Lines such as {@code 0, GPU-1d2f, NVIDIA A100-SXM4-40GB, 8.0}. */
    static List<GpuDevice> parse(String text) throws IOException {
        List<GpuDevice> devices = new ArrayList<>();
        for (String line : text.lines().filter(l -> !l.isBlank()).toList()) {
            String[] fields = line.split(",", FIELDS);
            try {
                devices.add(new GpuDevice(
                        Integer.parseInt(fields[0].strip()),
                        fields[1].strip(),
                        fields[2].strip(),
                        ComputeCapability.parse(fields[3])));
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                throw new IOException("nvidia-smi printed a line that is not index, uuid, name, capability: " + line);
            }
        }
        return devices;
    }

    private static String read(Process process) {
        try {
            return IOUtils.toString(process.getInputStream(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
