package org.prumerge4j.training.tracking.wandb;

import java.time.Instant;
import java.util.Map;
import org.prumerge4j.training.tracking.protobuf.ProtobufWriter;

/** Encodes the contents of records of a {@code .wandb} file. */
final class StoreRecords {
    private StoreRecords() {}

    static ProtobufWriter run(String id, WandbSettings settings, Map<String, Object> configuration, RunHost host) {
        ProtobufWriter run = new ProtobufWriter().text(StoreFields.RUN_ID, id);
        if (settings.entity() != null) {
            run.text(StoreFields.RUN_ENTITY, settings.entity());
        }
        run.text(StoreFields.RUN_PROJECT, settings.project());
        run.message(StoreFields.RUN_CONFIG, update(configuration));
        if (settings.group() != null) {
            run.text(StoreFields.RUN_GROUP, settings.group());
        }
        if (settings.name() != null) {
            run.text(StoreFields.RUN_DISPLAY_NAME, settings.name());
        }
        settings.tags().forEach(tag -> run.text(StoreFields.RUN_TAG, tag));
        return run.text(StoreFields.RUN_HOST, host.name())
                .message(StoreFields.RUN_START_TIME, timestamp(host.started()));
    }

    static ProtobufWriter environment(RunHost host) {
        return new ProtobufWriter()
                .text(StoreFields.ENVIRONMENT_OS, host.system())
                .message(StoreFields.ENVIRONMENT_STARTED, timestamp(host.started()))
                .text(StoreFields.ENVIRONMENT_PROGRAM, host.program())
                .text(StoreFields.ENVIRONMENT_HOST, host.name());
    }

    /** New values of keys: a ConfigRecord or a SummaryRecord. */
    static ProtobufWriter update(Map<String, ?> values) {
        return items(new ProtobufWriter(), StoreFields.UPDATE, values);
    }

    static ProtobufWriter history(long step, Map<String, Object> row) {
        return items(new ProtobufWriter(), StoreFields.HISTORY_ITEM, row)
                .message(StoreFields.HISTORY_STEP, new ProtobufWriter().integer(StoreFields.STEP_NUMBER, step));
    }

    static ProtobufWriter statistics(Instant time, Map<String, Double> values) {
        ProtobufWriter statistics = new ProtobufWriter()
                .integer(StoreFields.STATISTICS_TYPE, StoreFields.TYPE_SYSTEM)
                .message(StoreFields.STATISTICS_TIME, timestamp(time));
        return items(statistics, StoreFields.STATISTICS_ITEM, values);
    }

    /** A file below {@code files/}, to be uploaded as soon as possible. */
    static ProtobufWriter file(String path) {
        return new ProtobufWriter()
                .message(
                        StoreFields.FILE,
                        new ProtobufWriter()
                                .text(StoreFields.FILE_PATH, path)
                                .integer(StoreFields.FILE_POLICY, StoreFields.POLICY_NOW)
                                .integer(StoreFields.FILE_TYPE, StoreFields.TYPE_MEDIA));
    }

    static ProtobufWriter exit(int code, long seconds) {
        return new ProtobufWriter().integer(StoreFields.EXIT_CODE, code).integer(StoreFields.EXIT_RUNTIME, seconds);
    }

    private static ProtobufWriter items(ProtobufWriter into, int field, Map<String, ?> values) {
        values.forEach((key, value) -> into.message(
                field,
                new ProtobufWriter().text(StoreFields.ITEM_KEY, key).text(StoreFields.ITEM_JSON, Json.text(value))));
        return into;
    }

    private static ProtobufWriter timestamp(Instant time) {
        return new ProtobufWriter()
                .integer(StoreFields.TIME_SECONDS, time.getEpochSecond())
                .integer(StoreFields.TIME_NANOS, time.getNano());
    }
}
