package org.prumerge4j.data.record;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One conversation to learn from.
 *
 * @param id name of the record in messages
 * @param image path relative to the image folder; null for a record of text only
 * @param turns human and assistant in alternation, human first, at least one answer
 */
public record InstructionRecord(String id, @Nullable String image, List<Turn> turns) {
    /** Copies the turns. */
    public InstructionRecord {
        Objects.requireNonNull(id, "id");
        turns = List.copyOf(turns);
    }
}
