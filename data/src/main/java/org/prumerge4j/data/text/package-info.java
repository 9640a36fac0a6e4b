/** Text as Python sees it, where LLaVA's code lets Python decide. */
@NullMarked
package org.prumerge4j.data.text;

import org.jspecify.annotations.NullMarked;
