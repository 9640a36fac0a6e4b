/** All reducers by name, and their presets. */
@NullMarked
package org.prumerge4j.prumerge.registry;

import org.jspecify.annotations.NullMarked;
