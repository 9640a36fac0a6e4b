package org.prumerge4j.training.tracking.wandb;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A request to the server that failed. */
final class WandbApiException extends IOException {
    private static final long serialVersionUID = 1;

    private final boolean permanent;
    private final Duration retryAfter;

    /**
     * A failure.
     *
     * @param message without any key in it
     * @param permanent whether the same request would fail again
     * @param retryAfter what the server asks to wait, 0 if nothing
     */
    WandbApiException(String message, boolean permanent, Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.permanent = permanent;
        this.retryAfter = retryAfter;
    }

    static WandbApiException permanent(String message) {
        return new WandbApiException(message, true, Duration.ZERO, null);
    }

    static WandbApiException passing(String message) {
        return new WandbApiException(message, false, Duration.ZERO, null);
    }

    boolean permanent() {
        return permanent;
    }

    Duration retryAfter() {
        return retryAfter;
    }
}
