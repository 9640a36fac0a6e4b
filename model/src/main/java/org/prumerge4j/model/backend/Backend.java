package org.prumerge4j.model.backend;

/** What ND4J computes on, told from the class path without loading a class of ND4J. */
public enum Backend {
    /** NVIDIA GPUs. */
    CUDA("ND4J on CUDA 11.6"),
    /** x86-64 processors with AVX2. */
    CPU_AVX2("ND4J on CPU, AVX2"),
    /** Any processor of the platform. */
    CPU("ND4J on CPU"),
    /** No backend. */
    NONE("no ND4J backend");

    private static final String CUDA_CLASS = "org/nd4j/linalg/jcublas/JCublasBackend.class";
    private static final String CPU_CLASS = "org/nd4j/linalg/cpu/nativecpu/CpuBackend.class";
    private static final String AVX2_LIBRARY =
            "org/nd4j/linalg/cpu/nativecpu/bindings/linux-x86_64-onednn-avx2/libnd4jcpu.so";

    private final String description;

    Backend(String description) {
        this.description = description;
    }

    /** A few words for people. */
    public String description() {
        return description;
    }

    /** The backend ND4J will choose: CUDA if it is there, else the CPU. */
    public static Backend onClassPath() {
        return of(Backend.class.getClassLoader());
    }

    static Backend of(ClassLoader loader) {
        if (loader.getResource(CUDA_CLASS) != null) {
            return CUDA;
        } else if (loader.getResource(CPU_CLASS) == null) {
            return NONE;
        }
        return loader.getResource(AVX2_LIBRARY) == null ? CPU : CPU_AVX2;
    }
}
