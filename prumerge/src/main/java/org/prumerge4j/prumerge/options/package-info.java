/** Options of reducers: reading, checking, presets, and the description a checkpoint keeps. */
@NullMarked
package org.prumerge4j.prumerge.options;

import org.jspecify.annotations.NullMarked;
