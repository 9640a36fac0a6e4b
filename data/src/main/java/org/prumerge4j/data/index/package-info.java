/** Instruction files too large for memory: where each record is, and reading single ones. */
@NullMarked
package org.prumerge4j.data.index;

import org.jspecify.annotations.NullMarked;
