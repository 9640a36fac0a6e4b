/** The reducer that keeps every visual token. */
@NullMarked
package org.prumerge4j.prumerge.none;

import org.jspecify.annotations.NullMarked;
