package org.prumerge4j.experiments.cli;

import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.prumerge4j.experiments.yaml.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns whatever a command throws into one message and an exit code. */
final class Failures implements IExecutionExceptionHandler {
    private final RootCommand root;

    Failures(RootCommand root) {
        this.root = root;
    }

    /**
     * Runs a command line that has this as its handler. Errors of the Java machine pass by the handler and are reported
     * here: too little memory, or native code that cannot be loaded.
     */
    int execute(CommandLine commandLine, String... arguments) {
        try {
            return commandLine.execute(arguments);
        } catch (OutOfMemoryError | LinkageError e) {
            return report(e, commandLine);
        }
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine commandLine, ParseResult parseResult) {
        return report(failure, commandLine);
    }

    private int report(Throwable failure, CommandLine commandLine) {
        PrintWriter err = commandLine.getErr();
        String command = commandLine.getCommandSpec().qualifiedName();
        err.println(command + ": " + describe(failure));
        if (root.verbose()) {
            failure.printStackTrace(err);
        }
        err.flush();
        return failure instanceof ConfigException ? ExitCode.BAD_INPUT : ExitCode.RUN_FAILED;
    }

    /** The message; for exceptions whose message is a bare file name, what is the matter with the file. */
    static String describe(Throwable failure) {
        String message = failure.getMessage();
        if (failure instanceof NoSuchFileException) {
            return message + ": there is no such file";
        } else if (failure instanceof AccessDeniedException) {
            return message + ": no permission";
        } else if (failure instanceof FileAlreadyExistsException) {
            return message + ": exists already";
        } else if (failure instanceof NotDirectoryException) {
            return message + ": is not a folder";
        } else if (failure instanceof ExceptionInInitializerError && failure.getCause() != null) {
            return describe(failure.getCause());
        } else if (failure instanceof OutOfMemoryError) {
            return "out of memory (" + message
                    + "): give Java more with PRUMERGE4J_OPTS=-Xmx..., or lower training.batch-size";
        }
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }
}
