package org.prumerge4j.model.backend;

/**
 * A GPU as the driver lists it.
 *
 * @param index position in the order of the PCI bus
 * @param uuid for example {@code GPU-1d2f...}
 * @param name for example {@code NVIDIA A100-SXM4-40GB}
 * @param computeCapability its instruction set
 */
public record GpuDevice(int index, String uuid, String name, ComputeCapability computeCapability) {
    @Override
    public String toString() {
        return name + " (GPU " + index + ", compute capability " + computeCapability + ")";
    }
}
