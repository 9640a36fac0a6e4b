package org.prumerge4j.training.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.prumerge4j.training.order.Position;

/**
 * Where a run is, apart from its tensors: {@code training_state.json} of a checkpoint. There is no state of random
 * generators in it, because every random stream is derived from seed, step and micro-batch.
 *
 * @param format version of this layout, {@link #FORMAT}
 * @param step steps made, which is also the place in the schedule
 * @param optimizerSteps updates made: fewer than {@code step} if steps were skipped
 * @param position where the next batch begins
 * @param totals counters
 * @param lastLosses losses of the last steps, oldest first
 * @param identity what the run that goes on has to have in common
 */
public record TrainingState(
        int format,
        long step,
        long optimizerSteps,
        Position position,
        RunTotals totals,
        List<Double> lastLosses,
        RunIdentity identity) {
    /** Name of the file. */
    public static final String FILE = "training_state.json";

    /** Version written by this code. */
    public static final int FORMAT = 1;

    private static final String TOTALS = "totals";
    private static final String WORK = "work";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    /** Copies the list. */
    public TrainingState {
        lastLosses = List.copyOf(lastLosses);
    }

    void write(Path file) throws IOException {
        Files.write(file, JSON.writeValueAsBytes(this));
    }

    static TrainingState read(Path file) throws IOException {
        TrainingState state;
        try {
            JsonNode tree = JSON.readTree(Files.readAllBytes(file));
            if (tree.path(TOTALS) instanceof ObjectNode totals && !totals.has(WORK)) {
                // Checkpoints from before this was counted.
                totals.set(WORK, JSON.valueToTree(BatchWork.NONE));
            }
            state = JSON.treeToValue(tree, TrainingState.class);
        } catch (JsonProcessingException e) {
            throw new IOException(file + " is not a training state: " + e.getOriginalMessage(), e);
        }
        if (state.format != FORMAT) {
            throw new IOException(file + " is of format " + state.format + ", this program reads " + FORMAT
                    + "; go on with the version that wrote it");
        }
        return state;
    }
}
