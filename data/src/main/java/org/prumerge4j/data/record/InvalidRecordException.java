package org.prumerge4j.data.record;

import org.prumerge4j.data.InvalidDataException;

/** One record of a file is not as the format wants it; the file goes on behind it. */
public final class InvalidRecordException extends InvalidDataException {
    private final RecordFault fault;

    /** With the kind of fault, and the whole story in {@code message}. */
    public InvalidRecordException(RecordFault fault, String message) {
        super(message);
        this.fault = fault;
    }

    /** The kind of fault. */
    public RecordFault fault() {
        return fault;
    }
}
