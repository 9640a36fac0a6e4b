package org.prumerge4j.lora;

import java.util.List;

/** Several problems told in one exception. */
final class Problems {
    private Problems() {}

    /**
     * Does nothing without problems.
     *
     * @throws IllegalArgumentException naming what they are about, and all of them
     */
    static void throwIfAny(String about, List<String> problems) {
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(about + ": " + String.join("; ", problems));
        }
    }
}
