/** What the tests of every module share: where golden cases are and how to read them. */
@NullMarked
package org.prumerge4j.testing;

import org.jspecify.annotations.NullMarked;
