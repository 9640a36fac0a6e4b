/** Work done ahead by several threads, handed over in order. */
@NullMarked
package org.prumerge4j.data.prefetch;

import org.jspecify.annotations.NullMarked;
