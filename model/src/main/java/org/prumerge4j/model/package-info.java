/** The networks and the files their weights come from. */
@NullMarked
package org.prumerge4j.model;

import org.jspecify.annotations.NullMarked;
