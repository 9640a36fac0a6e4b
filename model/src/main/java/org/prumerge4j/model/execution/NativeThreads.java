package org.prumerge4j.model.execution;

import org.nd4j.linalg.factory.Environment;
import org.nd4j.linalg.factory.Nd4j;
import org.prumerge4j.model.config.DecoderConfig;

/**
 * How many threads native operations use. A small operation that is split waits longer for the scheduler than it
 * computes, many times longer when the machine has other work.
 */
public final class NativeThreads {
    /** Below this many elements of a decoder's weight matrix a second thread never pays. */
    private static final long WORTH_SPLITTING = 256 * 256;

    private NativeThreads() {}

    /** One thread for models whose matrices are small, the machine's usual number for others. */
    public static void suit(DecoderConfig config) {
        long elements = (long) config.hiddenSize() * config.hiddenSize();
        if (elements < WORTH_SPLITTING) {
            Environment environment = Nd4j.getEnvironment();
            environment.setMaxThreads(1);
            environment.setMaxMasterThreads(1);
        }
    }
}
