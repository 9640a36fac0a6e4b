/** Times measured on this machine with models of the right widths, for estimates about whole ones. */
@NullMarked
package org.prumerge4j.experiments.measure;

import org.jspecify.annotations.NullMarked;
