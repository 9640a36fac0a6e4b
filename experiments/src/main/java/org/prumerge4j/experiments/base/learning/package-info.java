/** Training a graph from nothing: first values, gradients on several threads, Muon, the loop of steps. */
@NullMarked
package org.prumerge4j.experiments.base.learning;

import org.jspecify.annotations.NullMarked;
