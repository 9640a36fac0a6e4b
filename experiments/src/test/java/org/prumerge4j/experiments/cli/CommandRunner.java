package org.prumerge4j.experiments.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** Runs commands and keeps what they print. */
final class CommandRunner {
    record Result(int code, String out, String err) {}

    private CommandRunner() {}

    static Result run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        return new Result(code, out.toString(), err.toString());
    }

    /** Runs one command that the program does not have to know. */
    static Result runCommand(Object command, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Failures failures = new Failures(new RootCommand());
        CommandLine commandLine = new CommandLine(command)
                .setExecutionExceptionHandler(failures)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        int code = failures.execute(commandLine, arguments);
        return new Result(code, out.toString(), err.toString());
    }
}
