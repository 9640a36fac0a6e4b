/** Questions about scenes whose answers follow from the scene itself. */
@NullMarked
package org.prumerge4j.experiments.shapes.question;

import org.jspecify.annotations.NullMarked;
