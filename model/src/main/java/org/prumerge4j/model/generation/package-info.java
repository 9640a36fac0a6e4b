/** Continuing a prompt token by token. */
@NullMarked
package org.prumerge4j.model.generation;

import org.jspecify.annotations.NullMarked;
