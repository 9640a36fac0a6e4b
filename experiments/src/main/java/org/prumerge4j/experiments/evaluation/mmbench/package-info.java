/** MMBench: multiple choice with rotated options. */
@NullMarked
package org.prumerge4j.experiments.evaluation.mmbench;

import org.jspecify.annotations.NullMarked;
