/** Tokeniser, projector and decoder of the base model of the world {@code shapes}. */
@NullMarked
package org.prumerge4j.experiments.base.language;

import org.jspecify.annotations.NullMarked;
