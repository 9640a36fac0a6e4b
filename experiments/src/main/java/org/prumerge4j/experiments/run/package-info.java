/** What the commands do: experiment files become training runs, exports and answers. */
@NullMarked
package org.prumerge4j.experiments.run;

import org.jspecify.annotations.NullMarked;
