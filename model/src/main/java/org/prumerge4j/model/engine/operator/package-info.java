/** What the engine can run: each operation of a graph with its shape, its kernels and its gradient. */
@NullMarked
package org.prumerge4j.model.engine.operator;

import org.jspecify.annotations.NullMarked;
