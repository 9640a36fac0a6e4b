/** The baseline that keeps the first visual tokens in raster order. */
@NullMarked
package org.prumerge4j.prumerge.sequential;

import org.jspecify.annotations.NullMarked;
