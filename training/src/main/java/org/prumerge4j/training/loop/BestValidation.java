package org.prumerge4j.training.loop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.prumerge4j.training.checkpoint.Checkpoint;
import org.prumerge4j.training.checkpoint.CheckpointPart;

/**
 * The lowest validation loss of a run so far. Every checkpoint has it, so that a run that goes on knows it.
 *
 * @param step after which it was found; 0 if there was no validation yet
 * @param loss mean over the supervised tokens
 */
record BestValidation(long step, double loss) {
    static final BestValidation NONE = new BestValidation(0, Double.MAX_VALUE);

    private static final String FILE = "validation.json";
    private static final int ABOUT_BYTES = 64;

    boolean exists() {
        return step > 0;
    }

    /** What a checkpoint says of it. */
    static BestValidation of(Checkpoint checkpoint) throws IOException {
        Path file = checkpoint.folder().resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return NONE;
        }
        try {
            return new ObjectMapper().readValue(Files.readAllBytes(file), BestValidation.class);
        } catch (JsonProcessingException e) {
            throw new IOException(
                    file + " is not what a run writes about its validation: " + e.getOriginalMessage(), e);
        }
    }

    CheckpointPart part() {
        return new CheckpointPart(
                FILE, ABOUT_BYTES, target -> Files.write(target, new ObjectMapper().writeValueAsBytes(this)));
    }
}
