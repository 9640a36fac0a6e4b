/** LLaVA put together: vision tower, reducer, projector and decoder as one training step and one answering model. */
@NullMarked
package org.prumerge4j.training.llava;

import org.jspecify.annotations.NullMarked;
