/** The CLIP vision tower, as far as token reduction needs it. */
@NullMarked
package org.prumerge4j.model.clip;

import org.jspecify.annotations.NullMarked;
