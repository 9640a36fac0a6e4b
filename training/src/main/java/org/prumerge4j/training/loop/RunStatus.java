package org.prumerge4j.training.loop;

import java.util.Locale;

/** How a run ended. */
public enum RunStatus {
    /** All steps are made. */
    COMPLETED,
    /** It was asked to stop, and can go on from its checkpoint. */
    STOPPED,
    /** Loss or gradient was not finite. */
    DIVERGED,
    /** Something else went wrong. */
    FAILED;

    /** The name metric sinks are given. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
