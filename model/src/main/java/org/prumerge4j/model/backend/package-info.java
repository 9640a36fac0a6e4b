/**
 * Whether this machine can run the native code of the ND4J backend on the class path, found out before ND4J starts: a
 * missing kernel or instruction otherwise ends in a crash far from its cause.
 */
@NullMarked
package org.prumerge4j.model.backend;

import org.jspecify.annotations.NullMarked;
