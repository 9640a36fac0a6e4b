package org.prumerge4j.training.tracking.wandb;

import java.io.Closeable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a store from its beginning, keeps up with it while it grows, and makes of it what the server is to be sent. Rows
 * and system metrics that the server has are passed over: those up to its last step and time, or, if it does not tell
 * these, as many as it has.
 */
final class StoreFollower implements Closeable {
    private final RunStore store;
    private final TransactionLogReader reader;
    private final ServerPosition server;
    private final Map<String, String> summary = new LinkedHashMap<>();
    private double startTime;
    private long rowsSeen;
    private long eventsSeen;
    private long nextRow;
    private long nextEvent;

    StoreFollower(RunStore store, ServerPosition server) throws IOException {
        this.store = store;
        this.reader = TransactionLogReader.open(store.location().store());
        this.server = server;
        this.nextRow = server.rows();
        this.nextEvent = server.events();
    }

    /** The next part; empty if there is nothing new. */
    StreamBatch next() throws IOException {
        StreamBatch batch = new StreamBatch(nextRow, nextEvent);
        boolean summaryChanged = false;
        while (!batch.isFull()) {
            byte @Nullable [] bytes = reader.next(store.length());
            if (bytes == null) {
                break;
            }
            StoredRecord record = StoredRecord.parse(bytes);
            if (record.is(StoreFields.RUN)) {
                startTime = record.startTime();
            } else if (record.is(StoreFields.HISTORY)) {
                row(record, batch);
            } else if (record.is(StoreFields.STATISTICS)) {
                event(record, batch);
            } else if (record.is(StoreFields.FILES)) {
                record.files().forEach(batch::file);
            } else if (record.is(StoreFields.SUMMARY)) {
                summary.putAll(record.update(StoreFields.SUMMARY));
                summaryChanged = true;
            }
        }
        if (summaryChanged) {
            batch.summary(summary());
        }
        nextRow = batch.nextRow();
        nextEvent = batch.nextEvent();
        return batch;
    }

    /** The newest value of every key so far. */
    String summary() {
        return Json.object(summary);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    private void row(StoredRecord record, StreamBatch batch) throws IOException {
        boolean stepKnown = server.lastStep() > Double.NEGATIVE_INFINITY;
        boolean known = stepKnown ? record.step() <= server.lastStep() : rowsSeen < server.rows();
        rowsSeen++;
        if (!known) {
            batch.row(Json.object(record.row()));
        }
    }

    private void event(StoredRecord record, StreamBatch batch) throws IOException {
        double time = record.statisticsTime();
        boolean timeKnown = server.lastEvent() > Double.NEGATIVE_INFINITY;
        boolean known = timeKnown ? time <= server.lastEvent() : eventsSeen < server.events();
        eventsSeen++;
        if (!known) {
            Map<String, String> line = new LinkedHashMap<>();
            line.put("_wandb", "true");
            line.put("_timestamp", Json.text(time));
            line.put("_runtime", Json.text(time - startTime));
            record.statistics().forEach((key, value) -> line.put("system." + key, value));
            batch.event(Json.object(line));
        }
    }
}
