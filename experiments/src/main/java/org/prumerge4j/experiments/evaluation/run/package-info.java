/** Asks a checkpoint all questions of the benchmarks, scores its answers, and goes on where it was interrupted. */
@NullMarked
package org.prumerge4j.experiments.evaluation.run;

import org.jspecify.annotations.NullMarked;
