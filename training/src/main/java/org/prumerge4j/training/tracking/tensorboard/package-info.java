/** TensorBoard event files. */
@NullMarked
package org.prumerge4j.training.tracking.tensorboard;

import org.jspecify.annotations.NullMarked;
