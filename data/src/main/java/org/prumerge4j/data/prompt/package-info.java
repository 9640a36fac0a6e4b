/** Conversations as prompt text, cut into what is trained on and what is not. */
@NullMarked
package org.prumerge4j.data.prompt;

import org.jspecify.annotations.NullMarked;
