/** Checkpoint folders of every layout in which LLaVA and its parts are published, under one set of names. */
@NullMarked
package org.prumerge4j.model.checkpoint;

import org.jspecify.annotations.NullMarked;
