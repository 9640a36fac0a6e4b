/** Weights and Biases: a store of the run on disk, and its transmission to a server while the run goes on. */
@NullMarked
package org.prumerge4j.training.tracking.wandb;

import org.jspecify.annotations.NullMarked;
