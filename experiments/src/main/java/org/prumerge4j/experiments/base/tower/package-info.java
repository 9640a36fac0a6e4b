/** Training of a small CLIP tower on the scenes of the world {@code shapes}. */
@NullMarked
package org.prumerge4j.experiments.base.tower;

import org.jspecify.annotations.NullMarked;
