/** Checking an instruction file and its images before a run. */
@NullMarked
package org.prumerge4j.experiments.data;

import org.jspecify.annotations.NullMarked;
