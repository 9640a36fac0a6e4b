package org.prumerge4j.training.tracking.wandb;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.prumerge4j.training.tracking.protobuf.ProtobufMessage;

/** A record read back from a {@code .wandb} file. */
final class StoredRecord {
    private static final double NANOSECONDS = 1e9;

    private final ProtobufMessage record;

    private StoredRecord(ProtobufMessage record) {
        this.record = record;
    }

    static StoredRecord parse(byte[] bytes) throws IOException {
        return new StoredRecord(ProtobufMessage.parse(bytes));
    }

    long number() {
        return record.integer(StoreFields.NUMBER);
    }

    /** Whether the record is of the kind that {@link StoreFields} has a number for. */
    boolean is(int kind) {
        return record.has(kind);
    }

    /** Content of the given kind. */
    ProtobufMessage content(int kind) throws IOException {
        List<ProtobufMessage> contents = record.messages(kind);
        if (contents.isEmpty()) {
            throw new IOException("record " + number() + " is not of kind " + kind);
        }
        return contents.get(0);
    }

    /** Step of a row. */
    long step() throws IOException {
        List<ProtobufMessage> step = content(StoreFields.HISTORY).messages(StoreFields.HISTORY_STEP);
        return step.isEmpty() ? 0 : step.get(0).integer(StoreFields.STEP_NUMBER);
    }

    /** Values of a row, as JSON text by key. */
    Map<String, String> row() throws IOException {
        return items(content(StoreFields.HISTORY), StoreFields.HISTORY_ITEM);
    }

    /** New values of the summary or of the configuration, as JSON text by key. */
    Map<String, String> update(int kind) throws IOException {
        return items(content(kind), StoreFields.UPDATE);
    }

    /** System metrics, as JSON text by key. */
    Map<String, String> statistics() throws IOException {
        return items(content(StoreFields.STATISTICS), StoreFields.STATISTICS_ITEM);
    }

    /** When the system metrics were taken, in seconds since 1970. */
    double statisticsTime() throws IOException {
        return time(content(StoreFields.STATISTICS), StoreFields.STATISTICS_TIME);
    }

    /** When the run began, in seconds since 1970. */
    double startTime() throws IOException {
        return time(content(StoreFields.RUN), StoreFields.RUN_START_TIME);
    }

    /** Paths below {@code files/}. */
    List<String> files() throws IOException {
        return content(StoreFields.FILES).messages(StoreFields.FILE).stream()
                .map(file -> file.text(StoreFields.FILE_PATH))
                .toList();
    }

    private static double time(ProtobufMessage message, int field) throws IOException {
        double seconds = 0;
        for (ProtobufMessage time : message.messages(field)) {
            seconds = time.integer(StoreFields.TIME_SECONDS) + time.integer(StoreFields.TIME_NANOS) / NANOSECONDS;
        }
        return seconds;
    }

    private static Map<String, String> items(ProtobufMessage message, int field) throws IOException {
        Map<String, String> items = new LinkedHashMap<>();
        for (ProtobufMessage item : message.messages(field)) {
            items.put(item.text(StoreFields.ITEM_KEY), item.text(StoreFields.ITEM_JSON));
        }
        return items;
    }
}
