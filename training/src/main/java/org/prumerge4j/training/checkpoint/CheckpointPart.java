package org.prumerge4j.training.checkpoint;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Something a checkpoint holds: a file or a folder of files.
 *
 * @param name path inside the checkpoint, such as {@code optimizer.safetensors} or {@code adapter}
 * @param bytes about how much room it takes, for the message if there is none
 * @param content writes it
 */
public record CheckpointPart(String name, long bytes, Content content) {
    /** Writes one part. */
    @FunctionalInterface
    public interface Content {
        /** Creates the file or folder; its parent exists. */
        void writeTo(Path target) throws IOException;
    }
}
