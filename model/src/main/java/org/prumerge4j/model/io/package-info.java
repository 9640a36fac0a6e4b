/** Files that are either whole or absent: atomic writing, checksums, strict JSON. */
@NullMarked
package org.prumerge4j.model.io;

import org.jspecify.annotations.NullMarked;
