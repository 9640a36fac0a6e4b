package org.prumerge4j.experiments.schema;

/** Number formats of exported weights. */
public enum ExportType {
    F16,
    BF16,
    F32
}
