package org.prumerge4j.model.graph;

/** Whether training may change a parameter. */
public enum ParameterRole {
    /** Read only; no gradient is asked for. */
    FROZEN,
    /** Changed by the optimiser. */
    TRAINABLE
}
