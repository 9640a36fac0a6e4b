/** Pictures of what a reducer does to an image. */
@NullMarked
package org.prumerge4j.experiments.picture;

import org.jspecify.annotations.NullMarked;
