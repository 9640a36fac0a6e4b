/** The six benchmarks by name. */
@NullMarked
package org.prumerge4j.experiments.evaluation.suite;

import org.jspecify.annotations.NullMarked;
