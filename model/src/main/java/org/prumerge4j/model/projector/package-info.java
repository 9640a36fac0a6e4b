/** The multi-layer perceptron between vision features and the decoder. */
@NullMarked
package org.prumerge4j.model.projector;

import org.jspecify.annotations.NullMarked;
