/** Checkpoints of real size with weights drawn by lot, to measure with where the published ones are not at hand. */
@NullMarked
package org.prumerge4j.experiments.randomweights;

import org.jspecify.annotations.NullMarked;
