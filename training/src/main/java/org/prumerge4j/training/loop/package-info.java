/** The training loop, from plain parts to a report. */
@NullMarked
package org.prumerge4j.training.loop;

import org.jspecify.annotations.NullMarked;
