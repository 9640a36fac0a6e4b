/** The demonstration: a small ablation, its export, and a few questions to it. */
@NullMarked
package org.prumerge4j.experiments.demo;

import org.jspecify.annotations.NullMarked;
