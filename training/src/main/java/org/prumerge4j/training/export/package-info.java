/** Writing what was trained in the layouts that inference servers and other trainers read. */
@NullMarked
package org.prumerge4j.training.export;

import org.jspecify.annotations.NullMarked;
