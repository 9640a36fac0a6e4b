package org.prumerge4j.data;

import java.io.IOException;

/** A file that can be read but does not hold what it should; the message says where, what, and what was expected. */
public class InvalidDataException extends IOException {
    /** With the whole story in {@code message}. */
    public InvalidDataException(String message) {
        super(message);
    }

    /** With the whole story in {@code message}, and what led to it. */
    public InvalidDataException(String message, Throwable cause) {
        super(message, cause);
    }
}
