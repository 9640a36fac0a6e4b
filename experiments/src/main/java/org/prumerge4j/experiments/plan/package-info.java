/** What a training run would need, before it is started: parameters, memory, arithmetic, time, disk. */
@NullMarked
package org.prumerge4j.experiments.plan;

import org.jspecify.annotations.NullMarked;
