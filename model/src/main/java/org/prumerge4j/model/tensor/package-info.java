/** Named arrays as files hold them: element types, shapes, and the two directions of reading and writing. */
@NullMarked
package org.prumerge4j.model.tensor;

import org.jspecify.annotations.NullMarked;
