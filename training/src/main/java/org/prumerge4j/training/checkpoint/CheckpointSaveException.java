package org.prumerge4j.training.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A checkpoint could not be written; those from before are as they were. */
public final class CheckpointSaveException extends IOException {
    CheckpointSaveException(Path target, long bytesNeeded, IOException cause) {
        super(
                "cannot save checkpoint " + target + ": " + cause.getMessage() + "; it needs about " + bytesNeeded
                        + " bytes, " + free(target) + ". Earlier checkpoints are unchanged: free space,"
                        + " keep fewer checkpoints or move the run to another disk, then resume",
                cause);
    }

    private static String free(Path target) {
        try {
            Path existing = target.toAbsolutePath();
            while (existing.getParent() != null && Files.notExists(existing)) {
                existing = existing.getParent();
            }
            return Files.getFileStore(existing).getUsableSpace() + " are free there";
        } catch (IOException e) {
            return "how many are free there is unknown";
        }
    }
}
