package org.prumerge4j.training.progress;

import java.io.Console;
import java.io.PrintStream;

/** The display that suits where the output goes. */
public final class ProgressDisplays {
    private ProgressDisplays() {}

    /**
     * A bar on a terminal, otherwise a line in the log every now and then: control characters in a file help nobody.
     *
     * @param terminal whether {@code errors} is seen on a terminal, see {@link #onTerminal()}
     * @param errors the standard error stream, so that results on standard output stay clean
     * @param everySteps steps between lines of the log
     */
    public static ProgressDisplay create(boolean terminal, PrintStream errors, long everySteps) {
        return terminal ? new BarDisplay(errors) : new LogDisplay(everySteps);
    }

    /** Whether the process has an interactive terminal. */
    @SuppressWarnings("SystemConsoleNull") // where a console no longer means a terminal, isTerminal asks it
    public static boolean onTerminal() {
        Console console = System.console();
        return console != null && isTerminal(console);
    }

    /** From Java 22 on there is a console even without a terminal, and a method to ask it; before, neither. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /** A display that shows nothing. */
    public static ProgressDisplay none() {
        return new ProgressDisplay() {
            @Override
            public void start(long totalSteps, long completedSteps) {}

            @Override
            public void step(long step, double loss, double tokensPerSecond) {}

            @Override
            public void close() {}
        };
    }
}
