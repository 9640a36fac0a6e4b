/** POPE: object hallucination, asked in three categories of negative questions. */
@NullMarked
package org.prumerge4j.experiments.evaluation.pope;

import org.jspecify.annotations.NullMarked;
