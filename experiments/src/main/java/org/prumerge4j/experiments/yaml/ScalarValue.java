package org.prumerge4j.experiments.yaml;

/**
 * A record written as one scalar, such as {@code 5GB}. It has a public static method {@code parse(String)} that throws
 * {@link IllegalArgumentException} saying what is expected.
 */
public interface ScalarValue {
    /** The spelling that {@code parse} turns into an equal value. */
    String text();
}
