/** Strict binding of YAML to records: every problem at once, each with its place in the file. Knows nothing of experiments. */
@NullMarked
package org.prumerge4j.experiments.yaml;

import org.jspecify.annotations.NullMarked;
