/** PruMerge and PruMerge+: keep what the class token attends to, merge the rest into it. */
@NullMarked
package org.prumerge4j.prumerge.prumerge;

import org.jspecify.annotations.NullMarked;
