/** Threads that share the tiles of a kernel, and the matrix product they call. */
@NullMarked
package org.prumerge4j.model.engine.parallel;

import org.jspecify.annotations.NullMarked;
