/** Painting scenes: the same bytes on every machine, without fonts, floating point or image libraries. */
@NullMarked
package org.prumerge4j.experiments.shapes.draw;

import org.jspecify.annotations.NullMarked;
