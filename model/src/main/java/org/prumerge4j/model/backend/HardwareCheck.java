package org.prumerge4j.model.backend;

import java.nio.file.Path;

/** The check to run before the first use of ND4J. */
public final class HardwareCheck {
    private HardwareCheck() {}

    /**
     * Checks this machine against the backend on the class path. What cannot be found out is logged, not refused.
     *
     * @throws UnsupportedHardwareException if ND4J would fail here
     */
    public static void run() {
        switch (Backend.onClassPath()) {
            case CUDA -> new GpuCheck(new NvidiaSmi(), System.getenv()).check();
            case CPU_AVX2 -> new CpuCheck(Path.of("/proc/cpuinfo")).check();
            case CPU -> {}
            case NONE ->
                throw new UnsupportedHardwareException("There is no ND4J backend on the class path: build with ./mvnw"
                        + " package, which takes nd4j-native for this platform.");
        }
    }
}
