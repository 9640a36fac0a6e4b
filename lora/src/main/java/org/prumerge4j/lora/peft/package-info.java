/** Adapters in the folders that peft reads and writes, with the projector that LLaVA puts beside them. */
@NullMarked
package org.prumerge4j.lora.peft;

import org.jspecify.annotations.NullMarked;
