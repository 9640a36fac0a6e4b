package org.prumerge4j.experiments.yaml;

import java.util.function.BiConsumer;

/** Where a {@link CrossChecked} record reports. */
public final class Checks {
    private final BiConsumer<String, String> report;

    Checks(BiConsumer<String, String> report) {
        this.report = report;
    }

    /**
     * Reports a problem at a key.
     *
     * @param key key of this record, or empty for the record as a whole; a key that is not in the file is reported at the
     *     section it belongs to
     * @param message what was found, what was expected, what to do
     */
    public void reject(String key, String message) {
        report.accept(key, message);
    }
}
