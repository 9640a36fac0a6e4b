package org.prumerge4j.model.backend;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The GPUs that the CUDA backend of ND4J 1.0.0-M2.1 holds machine code for, as read from the fat binaries in
 * {@code libnd4jcuda.so}. There is no PTX in it, so the driver cannot translate for newer GPUs.
 */
public final class CudaKernels {
    private static final List<ComputeCapability> COMPILED = List.of(
            new ComputeCapability(3, 7),
            new ComputeCapability(5, 0),
            new ComputeCapability(5, 2),
            new ComputeCapability(6, 0),
            new ComputeCapability(6, 1),
            new ComputeCapability(7, 0),
            new ComputeCapability(7, 5),
            new ComputeCapability(8, 0),
            new ComputeCapability(8, 6));

    private CudaKernels() {}

    /** Whether a GPU runs them: code of the same major version and of its own minor version or a lower one exists. */
    public static boolean run(ComputeCapability gpu) {
        return COMPILED.stream().anyMatch(code -> code.major() == gpu.major() && code.minor() <= gpu.minor());
    }

    /** The capabilities for messages: {@code 3.7, 5.0, ... 8.6}. */
    public static String compiled() {
        return COMPILED.stream().map(ComputeCapability::toString).collect(Collectors.joining(", "));
    }
}
