package org.prumerge4j.data.record;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Sees the records of a file one after the other. */
@FunctionalInterface
public interface RecordVisitor {
    /**
     * A record.
     *
     * @param words number of words of all turns, separated by white space as Python splits it: those of a dropped turn
     *     at the beginning count, and {@code <image>} is a word; LLaVA sorts samples by this number
     */
    void record(RecordPlace place, InstructionRecord record, int words) throws IOException;

    /**
     * A record that is not as the format wants it. Unless overridden this ends the reading.
     *
     * @param id its id, if it was found before the fault
     * @throws InvalidRecordException the fault itself, to end the reading
     */
    default void fault(RecordPlace place, @Nullable String id, InvalidRecordException fault) throws IOException {
        throw fault;
    }
}
