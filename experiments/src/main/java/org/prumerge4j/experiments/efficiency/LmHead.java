package org.prumerge4j.experiments.efficiency;

/** How the output head's weights are counted: LLM-Viewer, the tool behind the paper's table, changed it once. */
public enum LmHead {
    /** Until 2024-03-19, and in the paper: one byte a weight, however wide weights are. */
    BEFORE_2024_03_19,
    /** Since then: as wide as all weights. */
    CURRENT;

    private static final double ONE_BYTE = 1;

    double weightBytes(Bits bits) {
        return this == CURRENT ? bits.weightBytes() : ONE_BYTE;
    }
}
