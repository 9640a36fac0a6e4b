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

    @Override
    public int handleExecutionException(Exception failure, CommandLine commandLine, ParseResult parseResult) {
        PrintWriter err = commandLine.getErr();
        err.println("prumerge4j " + commandLine.getCommandName() + ": " + describe(failure));
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
        } else if (failure instanceof OutOfMemoryError) {
            return "out of memory (" + message
                    + "): give Java more with PRUMERGE4J_OPTS=-Xmx..., or lower training.batch-size";
        }
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }
}
