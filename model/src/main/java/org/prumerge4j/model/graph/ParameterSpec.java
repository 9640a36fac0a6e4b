package org.prumerge4j.model.graph;

import org.prumerge4j.model.tensor.Shape;

/**
 * A parameter a graph needs to run. The graph holds no values: they are bound when it runs, so that a graph of any size
 * is built without memory for its weights.
 *
 * @param name canonical weight name
 * @param role whether training may change it
 * @param shape extents, outermost first
 */
public record ParameterSpec(String name, ParameterRole role, Shape shape) {}
