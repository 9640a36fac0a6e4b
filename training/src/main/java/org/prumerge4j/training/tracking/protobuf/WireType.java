package org.prumerge4j.training.tracking.protobuf;

/** How the value of a field is laid out; the lowest bits of its tag. */
final class WireType {
    static final int BITS = 3;
    static final int MASK = 7;
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int LENGTH_DELIMITED = 2;
    static final int FIXED32 = 5;

    private WireType() {}
}
