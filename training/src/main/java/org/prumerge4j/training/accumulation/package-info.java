/** Gradients of several micro-batches made into one that weighs every supervised token the same. */
@NullMarked
package org.prumerge4j.training.accumulation;

import org.jspecify.annotations.NullMarked;
