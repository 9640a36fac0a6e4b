/** What a scene of the world {@code shapes} holds, and how scenes are drawn by lot. */
@NullMarked
package org.prumerge4j.experiments.shapes.scene;

import org.jspecify.annotations.NullMarked;
