package org.prumerge4j.experiments.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** Runs commands and keeps what they print. */
final class CommandRunner {
    record Result(int code, String out, String err) {}

    private CommandRunner() {}

    static Result run(String... arguments) {
        return run(Main.commandLine(), arguments);
    }

    /** Runs one command that the program does not have to know. */
    static Result runCommand(Object command, String... arguments) {
        RootCommand root = new RootCommand();
        CommandLine commandLine = new CommandLine(command).setExecutionExceptionHandler(new Failures(root));
        return run(commandLine, arguments);
    }

    private static Result run(CommandLine commandLine, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = commandLine
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Result(code, out.toString(), err.toString());
    }
}
