/** The safetensors format: checked, mapped reading and streaming, sharded writing. */
@NullMarked
package org.prumerge4j.model.safetensors;

import org.jspecify.annotations.NullMarked;
