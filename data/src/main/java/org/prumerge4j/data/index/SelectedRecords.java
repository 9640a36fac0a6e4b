package org.prumerge4j.data.index;

import java.io.IOException;
import java.util.AbstractList;
import java.util.List;
import org.prumerge4j.data.record.InstructionRecord;

/**
 * Some records of a data set, numbered anew. The data set stays its opener's to close.
 *
 * @param all the data set
 * @param numbers which of its records, not copied
 */
@SuppressWarnings("ArrayRecordComponent") // As long as the data set, and read one by one.
record SelectedRecords(InstructionRecords all, int[] numbers) implements InstructionRecords {
    @Override
    public int size() {
        return numbers.length;
    }

    @Override
    public InstructionRecord get(int index) throws IOException {
        return all.get(numbers[index]);
    }

    @Override
    public List<String> ids() {
        List<String> ids = all.ids();
        return new AbstractList<>() {
            @Override
            public String get(int index) {
                return ids.get(numbers[index]);
            }

            @Override
            public int size() {
                return numbers.length;
            }
        };
    }

    @Override
    public void close() {
        // The data set is not this view's.
    }
}
