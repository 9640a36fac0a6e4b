package org.prumerge4j.training.loop;

import java.io.IOException;

/** Computes the loss on samples that are not trained on; changes nothing that training depends on. */
@FunctionalInterface
public interface Validation {
    /** The loss with the parameters as they are now. */
    ValidationLoss loss() throws IOException;
}
