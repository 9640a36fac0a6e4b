package org.prumerge4j.experiments.cli;

/** What the program tells the shell. */
final class ExitCode {
    static final int OK = 0;
    static final int RUN_FAILED = 1;
    static final int BAD_INPUT = 2;

    private ExitCode() {}
}
