/** TextVQA: prompts with and without OCR hints, and the soft accuracy. */
@NullMarked
package org.prumerge4j.experiments.evaluation.textvqa;

import org.jspecify.annotations.NullMarked;
