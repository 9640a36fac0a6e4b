/** The small visual world {@code shapes}: seeded scenes, their images, and conversations about them. */
@NullMarked
package org.prumerge4j.experiments.shapes;

import org.jspecify.annotations.NullMarked;
