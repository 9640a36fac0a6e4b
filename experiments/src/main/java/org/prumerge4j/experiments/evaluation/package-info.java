/** Evaluation on the six benchmarks: answers files, questions, score reports, and the rules that several share. */
@NullMarked
package org.prumerge4j.experiments.evaluation;

import org.jspecify.annotations.NullMarked;
