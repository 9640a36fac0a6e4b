/** The LLaMA tokeniser with its legacy behaviour, from {@code tokenizer.model} or {@code tokenizer.json}. */
@NullMarked
package org.prumerge4j.data.tokenizer;

import org.jspecify.annotations.NullMarked;
