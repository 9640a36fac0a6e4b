package org.prumerge4j.experiments.ablation;

import java.io.IOException;

/** The user asked to stop; starting again goes on. */
final class StoppedException extends IOException {
    StoppedException(String message) {
        super(message);
    }
}
