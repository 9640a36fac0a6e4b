/** What visual tokens cost a language model on given hardware: a roofline model, and the paper's table made with it. */
@NullMarked
package org.prumerge4j.experiments.efficiency;

import org.jspecify.annotations.NullMarked;
