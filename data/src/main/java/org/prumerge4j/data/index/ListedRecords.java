package org.prumerge4j.data.index;

import java.util.List;
import org.prumerge4j.data.record.InstructionRecord;

/** Records in memory. */
final class ListedRecords implements InstructionRecords {
    private final List<InstructionRecord> records;

    ListedRecords(List<InstructionRecord> records) {
        this.records = List.copyOf(records);
    }

    @Override
    public int size() {
        return records.size();
    }

    @Override
    public InstructionRecord get(int index) {
        return records.get(index);
    }

    @Override
    public List<String> ids() {
        return records.stream().map(InstructionRecord::id).toList();
    }

    @Override
    public void close() {}
}
