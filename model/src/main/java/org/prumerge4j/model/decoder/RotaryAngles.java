package org.prumerge4j.model.decoder;

import org.prumerge4j.model.graph.Value;

/**
 * By how much the queries and keys of each token are turned.
 *
 * @param cosines {@code [tokens, headSize / 2]}, cosine of each token's rotary angles
 * @param sines {@code [tokens, headSize / 2]}
 */
public record RotaryAngles(Value cosines, Value sines) {}
