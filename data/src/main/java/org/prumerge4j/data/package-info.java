/** What an instruction-tuning sample is before it becomes numbers. */
@NullMarked
package org.prumerge4j.data;

import org.jspecify.annotations.NullMarked;
