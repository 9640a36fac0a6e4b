/** The base model of the world {@code shapes}: a small LLaVA trained from nothing. */
@NullMarked
package org.prumerge4j.experiments.base;

import org.jspecify.annotations.NullMarked;
