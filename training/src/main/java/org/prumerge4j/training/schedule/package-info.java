/** How the learning rate changes over the steps of a run. */
@NullMarked
package org.prumerge4j.training.schedule;

import org.jspecify.annotations.NullMarked;
