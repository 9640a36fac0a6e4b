package org.prumerge4j.training.checkpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.prumerge4j.model.io.Checksums;
import org.prumerge4j.training.schedule.LearningRateSchedule;

/**
 * What a run has to have in common with the one it goes on from, so that it goes on as if never interrupted.
 *
 * @param seed seed of the run
 * @param samples number of samples
 * @param samplesHash SHA-256 of the sample ids in the order of the data set, see {@link #hashOf}
 * @param order description of the sample order
 * @param batchSize samples of a micro-batch
 * @param accumulation micro-batches of a step
 * @param schedule the learning-rate schedule, whose place is the step of the state
 * @param configurationHash hash of every setting that changes numbers, made by the caller
 */
public record RunIdentity(
        long seed,
        int samples,
        String samplesHash,
        String order,
        int batchSize,
        int accumulation,
        LearningRateSchedule schedule,
        String configurationHash) {

    /** SHA-256 of sample ids and their order. */
    public static String hashOf(List<String> sampleIds) {
        // Each id with its length in front, so that no two lists join to the same text.
        StringBuilder text = new StringBuilder();
        sampleIds.forEach(id -> text.append(id.length()).append(':').append(id));
        return Checksums.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Checks that a run may go on from a checkpoint of this identity.
     *
     * @throws IOException naming every difference, with both values
     */
    public void requireSame(RunIdentity now, String checkpoint) throws IOException {
        List<String> differences = new ArrayList<>();
        compare(differences, "seed", seed, now.seed);
        compare(differences, "number of samples", samples, now.samples);
        compare(differences, "sample ids (hash)", samplesHash, now.samplesHash);
        compare(differences, "sample order", order, now.order);
        compare(differences, "batch size", batchSize, now.batchSize);
        compare(differences, "accumulation", accumulation, now.accumulation);
        compare(differences, "schedule", schedule, now.schedule);
        compare(differences, "configuration (hash)", configurationHash, now.configurationHash);
        if (!differences.isEmpty()) {
            throw new IOException("cannot go on from " + checkpoint + ", which is of another run: "
                    + String.join("; ", differences)
                    + ". Use the configuration saved with the run and the same data, or start a new run");
        }
    }

    private static void compare(List<String> differences, String what, Object saved, Object now) {
        if (!Objects.equals(saved, now)) {
            differences.add(what + " was " + saved + ", is now " + now);
        }
    }
}
