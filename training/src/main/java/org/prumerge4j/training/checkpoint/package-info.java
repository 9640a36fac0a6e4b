/** Run checkpoints: complete or absent, verified when read, enough to go on exactly. */
@NullMarked
package org.prumerge4j.training.checkpoint;

import org.jspecify.annotations.NullMarked;
