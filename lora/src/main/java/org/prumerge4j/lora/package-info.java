/** Low-rank adapters on a frozen decoder. */
@NullMarked
package org.prumerge4j.lora;

import org.jspecify.annotations.NullMarked;
