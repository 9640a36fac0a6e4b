/** What an experiment file may say, how it is read, and what must exist on disk before it can run. */
@NullMarked
package org.prumerge4j.experiments.schema;

import org.jspecify.annotations.NullMarked;
