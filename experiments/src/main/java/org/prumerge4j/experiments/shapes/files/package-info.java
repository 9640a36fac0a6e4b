/** Writing the world {@code shapes}: instruction data of LLaVA and the six benchmarks in their own formats. */
@NullMarked
package org.prumerge4j.experiments.shapes.files;

import org.jspecify.annotations.NullMarked;
