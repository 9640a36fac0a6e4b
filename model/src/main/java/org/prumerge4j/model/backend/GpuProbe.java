package org.prumerge4j.model.backend;

import java.io.IOException;
import java.util.List;

/** Lists the GPUs of this machine. */
@FunctionalInterface
public interface GpuProbe {
    /**
     * All GPUs, in the order of the PCI bus, whatever {@code CUDA_VISIBLE_DEVICES} says.
     *
     * @throws IOException if it cannot be found out; the message says why
     */
    List<GpuDevice> devices() throws IOException;
}
