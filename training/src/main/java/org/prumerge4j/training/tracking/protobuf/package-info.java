/** Just enough of protocol buffers, by hand, for the files of tracking services. */
@NullMarked
package org.prumerge4j.training.tracking.protobuf;

import org.jspecify.annotations.NullMarked;
