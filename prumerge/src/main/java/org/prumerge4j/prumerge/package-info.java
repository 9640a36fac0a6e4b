/** Token reducers: which visual tokens a decoder gets to see. */
@NullMarked
package org.prumerge4j.prumerge;

import org.jspecify.annotations.NullMarked;
