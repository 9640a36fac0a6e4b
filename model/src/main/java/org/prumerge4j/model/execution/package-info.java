/** Running a described graph: values in, outputs and gradients out. */
@NullMarked
package org.prumerge4j.model.execution;

import org.jspecify.annotations.NullMarked;
