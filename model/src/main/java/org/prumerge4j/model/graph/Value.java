package org.prumerge4j.model.graph;

import org.nd4j.autodiff.samediff.SDVariable;

/** A value of a graph under construction: what an operation returns and the next one takes. */
public final class Value {
    private final SDVariable variable;

    Value(SDVariable variable) {
        this.variable = variable;
    }

    SDVariable variable() {
        return variable;
    }

    /** The name by which the graph knows this value. */
    public String name() {
        return variable.name();
    }

    @Override
    public String toString() {
        return "Value[" + name() + "]";
    }
}
