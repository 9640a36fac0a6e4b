package org.prumerge4j.training.tracking.wandb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the server has of a run.
 *
 * @param rows lines of its history
 * @param lastStep step of the last of them
 * @param events lines of its system metrics
 * @param lastEvent time of the last of them, in seconds since 1970
 */
record ServerPosition(long rows, double lastStep, long events, double lastEvent) {
    static final ServerPosition NOTHING = new ServerPosition(0, Double.NEGATIVE_INFINITY, 0, Double.NEGATIVE_INFINITY);

    /** Reads it from the {@code bucket} of a {@code RunResumeStatus} answer. */
    static ServerPosition of(JsonNode bucket) throws JsonProcessingException {
        return new ServerPosition(
                bucket.path("historyLineCount").asLong(),
                last(bucket.path("historyTail"), "_step"),
                bucket.path("eventsLineCount").asLong(),
                last(bucket.path("eventsTail"), "_timestamp"));
    }

    /** A number of the last line of a tail, which is JSON text of a list of JSON texts. */
    private static double last(JsonNode tail, String key) throws JsonProcessingException {
        JsonNode lines = Json.parse(tail.asText("[]"));
        if (!lines.isArray() || lines.isEmpty()) {
            return Double.NEGATIVE_INFINITY;
        }
        return Json.parse(lines.get(lines.size() - 1).asText("{}")).path(key).asDouble(Double.NEGATIVE_INFINITY);
    }
}
