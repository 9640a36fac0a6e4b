/** Applying a merge matrix inside a SameDiff graph. */
@NullMarked
package org.prumerge4j.prumerge.layer;

import org.jspecify.annotations.NullMarked;
