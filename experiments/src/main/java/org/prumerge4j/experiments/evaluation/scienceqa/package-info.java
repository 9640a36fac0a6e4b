/** ScienceQA: multiple choice with and without an image. */
@NullMarked
package org.prumerge4j.experiments.evaluation.scienceqa;

import org.jspecify.annotations.NullMarked;
