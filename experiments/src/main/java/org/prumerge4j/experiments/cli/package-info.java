/**
 * The command line. Starts without ND4J: a command touches it only once its input is known to be right. Results go to
 * standard output through {@link org.prumerge4j.experiments.cli.Console}, logs and errors to standard error.
 */
@NullMarked
package org.prumerge4j.experiments.cli;

import org.jspecify.annotations.NullMarked;
