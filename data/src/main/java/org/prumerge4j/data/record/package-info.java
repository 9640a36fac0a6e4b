/** Instruction records in the JSON format of LLaVA-1.5, read and checked. */
@NullMarked
package org.prumerge4j.data.record;

import org.jspecify.annotations.NullMarked;
