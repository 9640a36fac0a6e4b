/** Where the numbers of every step go. */
@NullMarked
package org.prumerge4j.training.metrics;

import org.jspecify.annotations.NullMarked;
