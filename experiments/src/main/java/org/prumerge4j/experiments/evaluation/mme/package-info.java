/** MME: yes/no questions in pairs, perception and cognition. */
@NullMarked
package org.prumerge4j.experiments.evaluation.mme;

import org.jspecify.annotations.NullMarked;
