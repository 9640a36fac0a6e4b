package org.prumerge4j.training.tracking.tensorboard;

import java.util.Map;
import org.prumerge4j.training.tracking.protobuf.ProtobufWriter;

/** Messages of event files: numbers of their fields as in TensorFlow's event.proto and summary.proto. */
final class Events {
    private static final String VERSION = "brain.Event:2";
    private static final int EVENT_WALL_TIME = 1;
    private static final int EVENT_STEP = 2;
    private static final int EVENT_FILE_VERSION = 3;
    private static final int EVENT_SUMMARY = 5;
    private static final int EVENT_SESSION_LOG = 7;
    private static final int SUMMARY_VALUE = 1;
    private static final int VALUE_TAG = 1;
    private static final int VALUE_SIMPLE = 2;
    private static final int SESSION_STATUS = 1;
    private static final int SESSION_START = 1;

    private Events() {}

    /** The first event of every file. */
    static byte[] fileVersion(double wallTime) {
        return new ProtobufWriter()
                .float64(EVENT_WALL_TIME, wallTime)
                .text(EVENT_FILE_VERSION, VERSION)
                .toBytes();
    }

    /** From here on the run is made anew: TensorBoard forgets what earlier files have of this step and later ones. */
    static byte[] restart(double wallTime, long step) {
        return new ProtobufWriter()
                .float64(EVENT_WALL_TIME, wallTime)
                .integer(EVENT_STEP, step)
                .message(EVENT_SESSION_LOG, new ProtobufWriter().integer(SESSION_STATUS, SESSION_START))
                .toBytes();
    }

    /** Numbers of one step by tag. */
    static byte[] scalars(double wallTime, long step, Map<String, Float> values) {
        ProtobufWriter summary = new ProtobufWriter();
        values.forEach((tag, value) -> summary.message(
                SUMMARY_VALUE, new ProtobufWriter().text(VALUE_TAG, tag).float32(VALUE_SIMPLE, value)));
        return new ProtobufWriter()
                .float64(EVENT_WALL_TIME, wallTime)
                .integer(EVENT_STEP, step)
                .message(EVENT_SUMMARY, summary)
                .toBytes();
    }
}
