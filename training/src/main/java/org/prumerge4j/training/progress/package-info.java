/** What a person watching a run sees of it. */
@NullMarked
package org.prumerge4j.training.progress;

import org.jspecify.annotations.NullMarked;
