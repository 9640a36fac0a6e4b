package org.prumerge4j.training.tracking.wandb;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The part of a store that stays when a run goes on.
 *
 * @param length its length in bytes
 * @param lastNumber number of its last record
 * @param seconds how long the run had taken by then
 */
record KeptPart(long length, long lastNumber, double seconds) {
    static final KeptPart NOTHING = new KeptPart(0, 0, 0);

    /** Everything before the first row of a later step, the mark of the end, or what cannot be read. */
    static KeptPart of(Path store, long completedSteps) throws IOException {
        try (TransactionLogReader reader = TransactionLogReader.open(store)) {
            KeptPart kept = new KeptPart(reader.position(), 0, 0);
            while (true) {
                byte @Nullable [] bytes = reader.next(Long.MAX_VALUE);
                if (bytes == null) {
                    return kept;
                }
                StoredRecord record = StoredRecord.parse(bytes);
                boolean row = record.is(StoreFields.HISTORY);
                if (record.is(StoreFields.EXIT) || (row && record.step() > completedSteps)) {
                    return kept;
                }
                double seconds = row ? Double.parseDouble(record.row().getOrDefault("_runtime", "0")) : kept.seconds;
                kept = new KeptPart(reader.position(), record.number(), seconds);
            }
        }
    }
}
