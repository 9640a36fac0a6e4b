package org.prumerge4j.experiments.cli;

/** What the program tells the shell. */
final class ExitCode {
    static final int OK = 0;
    static final int RUN_FAILED = 1;
    static final int BAD_INPUT = 2;
    /** A run was asked to stop, is saved, and can be resumed. */
    static final int STOPPED = 3;
    /** Nothing is wrong, but files are missing. */
    static final int FILES_MISSING = 4;

    private ExitCode() {}
}
