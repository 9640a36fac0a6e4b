package org.prumerge4j.model.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A file of a checkpoint is damaged, hostile, incomplete, or of a kind that is not supported. The message names the
 * file, says what was found and expected, and what to do.
 */
public final class CheckpointFormatException extends IOException {
    private static final int LISTED = 20;

    /** A single problem of a file. */
    public CheckpointFormatException(Path file, String problem) {
        super(file + ": " + problem);
    }

    /** A single problem of a file, found by the cause. */
    public CheckpointFormatException(Path file, String problem, Throwable cause) {
        super(file + ": " + problem, cause);
    }

    private CheckpointFormatException(String message) {
        super(message);
    }

    /**
     * Several problems in one message, of which the first 20 are listed.
     *
     * @param where the file or folder that has them
     * @param problems one sentence each
     * @throws IllegalArgumentException if there is none
     */
    public static CheckpointFormatException of(String where, List<String> problems) {
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("no problem to report for " + where);
        }
        if (problems.size() == 1) {
            return new CheckpointFormatException(where + ": " + problems.get(0));
        }
        StringBuilder message =
                new StringBuilder(where).append(": ").append(problems.size()).append(" problems:");
        problems.stream().limit(LISTED).forEach(problem -> message.append("\n  - ")
                .append(problem));
        if (problems.size() > LISTED) {
            message.append("\n  - and ").append(problems.size() - LISTED).append(" more");
        }
        return new CheckpointFormatException(message.toString());
    }
}
