package org.prumerge4j.experiments.cli;

import java.io.PrintWriter;

/** Where commands print their results, as opposed to logs. */
public final class Console {
    private final PrintWriter out;

    /** A console on the writer that the command line hands out. */
    public Console(PrintWriter out) {
        this.out = out;
    }

    /** Prints a line at once. */
    public void line(String text) {
        out.println(text);
        out.flush();
    }

    /** Prints text that brings its own line ends. */
    public void text(String text) {
        out.print(text);
        out.flush();
    }
}
