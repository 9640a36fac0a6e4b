/** The LLaMA decoder on one concatenated array of tokens. */
@NullMarked
package org.prumerge4j.model.decoder;

import org.jspecify.annotations.NullMarked;
