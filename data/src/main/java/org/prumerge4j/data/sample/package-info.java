/** Token ids and labels of a record, and the sequence in which visual tokens take the places of images. */
@NullMarked
package org.prumerge4j.data.sample;

import org.jspecify.annotations.NullMarked;
