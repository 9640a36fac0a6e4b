package org.prumerge4j.model.engine.operator;

import java.util.List;
import org.prumerge4j.model.engine.ir.Operator;

/**
 * An operator applied to values of a graph, before any shape is known.
 *
 * @param inputs names of the values it reads
 * @param output name of the value it makes
 */
public record Application(Operator operator, List<String> inputs, String output) {
    /** An application with its own copy of the inputs. */
    public Application {
        inputs = List.copyOf(inputs);
    }
}
