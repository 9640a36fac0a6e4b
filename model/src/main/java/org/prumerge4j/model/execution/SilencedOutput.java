package org.prumerge4j.model.execution;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * Keeps standard output for results: SameDiff prints a line for every differentiated operation while it builds a
 * backward graph, and there is no switch for it.
 */
final class SilencedOutput {
    private SilencedOutput() {}

    static synchronized <T> T during(Supplier<T> action) {
        PrintStream standardOutput = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try {
            return action.get();
        } finally {
            System.setOut(standardOutput);
        }
    }
}
