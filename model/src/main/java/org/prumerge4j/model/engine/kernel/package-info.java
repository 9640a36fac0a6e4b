/** Numerics on rows of floats, and the kernels made of them. */
@NullMarked
package org.prumerge4j.model.engine.kernel;

import org.jspecify.annotations.NullMarked;
