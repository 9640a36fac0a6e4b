package org.prumerge4j.experiments.evaluation.format;

import org.prumerge4j.data.InvalidDataException;

/**
 * Something read from a file, and where.
 *
 * @param place {@code file:line} or {@code file:line:column}, for messages
 */
public record Placed<T>(T value, String place) {
    /** An error about it. */
    public InvalidDataException invalid(String what) {
        return new InvalidDataException(place + ": " + what);
    }
}
