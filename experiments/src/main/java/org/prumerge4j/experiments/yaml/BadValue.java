package org.prumerge4j.experiments.yaml;

/** A scalar that is not what its key expects; the message says what that is. */
final class BadValue extends Exception {
    BadValue(String expected) {
        super(expected);
    }
}
