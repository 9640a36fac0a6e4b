/** The baseline that keeps an even sample of the grid. */
@NullMarked
package org.prumerge4j.prumerge.spatial;

import org.jspecify.annotations.NullMarked;
