/** Reading of the benchmarks' files so that an error names the file and the line. */
@NullMarked
package org.prumerge4j.experiments.evaluation.format;

import org.jspecify.annotations.NullMarked;
