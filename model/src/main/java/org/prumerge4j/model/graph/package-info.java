/** The one thin layer over SameDiff: models are described with a {@link org.prumerge4j.model.graph.GraphBuilder} and nothing else. */
@NullMarked
package org.prumerge4j.model.graph;

import org.jspecify.annotations.NullMarked;
