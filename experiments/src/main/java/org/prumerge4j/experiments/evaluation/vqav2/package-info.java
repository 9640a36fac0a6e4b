/** VQAv2: questions, upload list, and the accuracy of its official evaluation. */
@NullMarked
package org.prumerge4j.experiments.evaluation.vqav2;

import org.jspecify.annotations.NullMarked;
