package org.prumerge4j.experiments.data;

import java.util.Locale;

/**
 * A file or folder that is not there.
 *
 * @param what what it is, and the key that names it
 * @param path where it was looked for
 * @param records records that need it; 0 if they could not be counted
 * @param source where to get it; empty if unknown
 */
public record Missing(String what, String path, long records, String source) {
    /** For a person. */
    public String describe() {
        String needed = records == 0 ? "" : String.format(Locale.ROOT, ", needed by %,d records", records);
        return "missing " + what + ": " + path + needed + (source.isEmpty() ? "" : "\n  get it: " + source);
    }
}
