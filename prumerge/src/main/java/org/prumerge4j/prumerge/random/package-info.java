/** The mandatory baseline: a random sample, the same for the same image and seed. */
@NullMarked
package org.prumerge4j.prumerge.random;

import org.jspecify.annotations.NullMarked;
