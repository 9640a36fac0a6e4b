package org.prumerge4j.model.backend;

/** This machine cannot run the native code on the class path; the message says why and what to do. */
public final class UnsupportedHardwareException extends RuntimeException {
    /** One sentence or two. */
    public UnsupportedHardwareException(String message) {
        super(message);
    }
}
