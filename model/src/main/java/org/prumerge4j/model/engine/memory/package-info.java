/** Where the tensors of a program lie: one arena, planned by when each is needed. */
@NullMarked
package org.prumerge4j.model.engine.memory;

import org.jspecify.annotations.NullMarked;
