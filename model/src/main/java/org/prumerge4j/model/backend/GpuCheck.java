package org.prumerge4j.model.backend;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Refuses GPUs that the CUDA backend has no machine code for. */
final class GpuCheck {
    private static final Logger LOG = LoggerFactory.getLogger(GpuCheck.class);
    private static final String USE_CPU =
            "use the CPU build (PRUMERGE4J_BACKEND=cpu with the launcher, or Maven without -Pcuda)";

    private final GpuProbe probe;
    private final Map<String, String> environment;

    GpuCheck(GpuProbe probe, Map<String, String> environment) {
        this.probe = probe;
        this.environment = Map.copyOf(environment);
    }

    /** @throws UnsupportedHardwareException if a visible GPU has no kernels, or there is no GPU */
    void check() {
        List<GpuDevice> all;
        try {
            all = probe.devices();
        } catch (IOException e) {
            LOG.warn(
                    "Cannot tell whether the GPU is supported ({}); kernels exist for compute capabilities {}",
                    e.getMessage(),
                    CudaKernels.compiled());
            return;
        }
        List<GpuDevice> visible = VisibleGpus.of(all, environment);
        if (visible.isEmpty()) {
            throw new UnsupportedHardwareException("The CUDA build found no GPU" + hidden(all)
                    + ": check the driver with nvidia-smi and the variable CUDA_VISIBLE_DEVICES, or " + USE_CPU + ".");
        }
        if (VisibleGpus.ambiguous(environment) && mixed(all)) {
            throw new UnsupportedHardwareException("CUDA_VISIBLE_DEVICES selects GPUs by number, and without"
                    + " CUDA_DEVICE_ORDER=PCI_BUS_ID it is open which of " + names(all)
                    + " that is: set this variable as well, because some of them cannot run ND4J's CUDA kernels.");
        }
        Optional<GpuDevice> unfit = visible.stream()
                .filter(device -> !CudaKernels.run(device.computeCapability()))
                .findFirst();
        if (unfit.isPresent()) {
            throw new UnsupportedHardwareException(refusal(unfit.get(), all));
        }
    }

    private static String refusal(GpuDevice device, List<GpuDevice> all) {
        String fit = all.stream()
                .filter(other -> CudaKernels.run(other.computeCapability()))
                .map(other -> String.valueOf(other.index()))
                .collect(Collectors.joining(","));
        String advice = fit.isEmpty()
                ? "run on another GPU (V100, A100, A10, RTX 20 to 40 series), or "
                : "select supported ones with CUDA_DEVICE_ORDER=PCI_BUS_ID CUDA_VISIBLE_DEVICES=" + fit + ", or ";
        return "The GPU " + device.name() + " has compute capability " + device.computeCapability()
                + ", for which ND4J's CUDA backend holds no kernels (it has " + CudaKernels.compiled()
                + ", and each also runs on later minor versions): " + advice + USE_CPU + ".";
    }

    private static boolean mixed(List<GpuDevice> all) {
        return all.stream()
                        .map(d -> CudaKernels.run(d.computeCapability()))
                        .distinct()
                        .count()
                > 1;
    }

    private static String hidden(List<GpuDevice> all) {
        return all.isEmpty() ? "" : " (CUDA_VISIBLE_DEVICES hides " + names(all) + ")";
    }

    private static String names(List<GpuDevice> devices) {
        return devices.stream().map(GpuDevice::toString).collect(Collectors.joining(", "));
    }
}
