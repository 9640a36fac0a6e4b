package org.prumerge4j.model.graph;

import java.util.List;

/**
 * A value that changes from run to run.
 *
 * @param name name of the input
 * @param integer whether elements are 32-bit integers; 32-bit floats otherwise
 * @param extents extents, outermost first; -1 where any extent will do
 */
public record InputSpec(String name, boolean integer, List<Long> extents) {}
