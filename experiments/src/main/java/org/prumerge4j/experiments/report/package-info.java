/** What ablations found, as one HTML page and as Markdown, from the JSON files of their runs alone. */
@NullMarked
package org.prumerge4j.experiments.report;

import org.jspecify.annotations.NullMarked;
