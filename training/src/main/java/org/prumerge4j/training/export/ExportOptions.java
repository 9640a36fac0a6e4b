package org.prumerge4j.training.export;

import java.util.Set;
import org.prumerge4j.model.tensor.ElementType;

/**
 * How weights are written.
 *
 * @param type F32, F16 or BF16
 * @param maxShardBytes most bytes of values in one file
 */
public record ExportOptions(ElementType type, long maxShardBytes) {
    private static final Set<ElementType> TYPES = Set.of(ElementType.F32, ElementType.F16, ElementType.BF16);

    /** Checks type and size. */
    public ExportOptions {
        if (!TYPES.contains(type)) {
            throw new IllegalArgumentException("weights are written as F32, F16 or BF16, not " + type);
        }
        if (maxShardBytes < 1) {
            throw new IllegalArgumentException("a file of " + maxShardBytes + " bytes holds no weights");
        }
    }
}
