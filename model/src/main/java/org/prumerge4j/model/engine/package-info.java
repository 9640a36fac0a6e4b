/** Runs graphs from plans compiled once for each set of input shapes. */
@NullMarked
package org.prumerge4j.model.engine;

import org.jspecify.annotations.NullMarked;
