/** One run: from a configuration's plain values to trained weights on disk. */
@NullMarked
package org.prumerge4j.training;

import org.jspecify.annotations.NullMarked;
