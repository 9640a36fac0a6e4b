/** In which order samples are seen, as a position that can be saved and taken up again. */
@NullMarked
package org.prumerge4j.training.order;

import org.jspecify.annotations.NullMarked;
