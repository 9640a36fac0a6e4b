/** Sizes of the networks, as Hugging Face and LLaVA {@code config.json} files state them, and those files' writers. */
@NullMarked
package org.prumerge4j.model.config;

import org.jspecify.annotations.NullMarked;
