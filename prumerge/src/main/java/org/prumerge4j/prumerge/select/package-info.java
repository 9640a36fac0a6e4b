/** Choosing patches: partial ordering by value, and even spreading over the grid. */
@NullMarked
package org.prumerge4j.prumerge.select;

import org.jspecify.annotations.NullMarked;
