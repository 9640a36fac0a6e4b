package org.prumerge4j.data.index;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.prumerge4j.data.record.InstructionRecord;

/** The records of a data set by number, in memory or in a file. May be used by several threads at once. */
public interface InstructionRecords extends Closeable {
    /** Number of records. */
    int size();

    /**
     * A record.
     *
     * @param index its number, from 0
     * @throws IOException if it cannot be read; the message names file and record
     */
    InstructionRecord get(int index) throws IOException;

    /** Ids of all records, in order. */
    List<String> ids();

    @Override
    void close() throws IOException;

    /**
     * Some of these records, numbered anew; closing them closes nothing.
     *
     * @param numbers which ones, not copied
     */
    default InstructionRecords select(int... numbers) {
        return new SelectedRecords(this, numbers);
    }

    /** Records that are in memory. */
    static InstructionRecords of(List<InstructionRecord> records) {
        return new ListedRecords(records);
    }
}
