/** AdamW over groups of named float32 parameters, and clipping of their gradients by global norm. */
@NullMarked
package org.prumerge4j.training.optimizer;

import org.jspecify.annotations.NullMarked;
