/** Experiment files and the command line that runs them. */
@NullMarked
package org.prumerge4j.experiments;

import org.jspecify.annotations.NullMarked;
