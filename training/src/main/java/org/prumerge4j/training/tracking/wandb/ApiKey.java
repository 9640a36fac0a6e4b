package org.prumerge4j.training.tracking.wandb;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The key of an account. Its text leaves this class only in the header of a request. */
final class ApiKey {
    private static final String HIDDEN = "***";
    private static final String USER = "api:";

    private final String text;
    private final String encoded;

    ApiKey(String text) {
        this.text = text;
        this.encoded = Base64.getEncoder().encodeToString((USER + text).getBytes(StandardCharsets.UTF_8));
    }

    /** The value of the {@code Authorization} header. */
    String authorization() {
        return "Basic " + encoded;
    }

    /** The text without this key, in case a server or a library repeats it. */
    String redact(String message) {
        return message.replace(encoded, HIDDEN).replace(text, HIDDEN);
    }

    @Override
    public String toString() {
        return HIDDEN;
    }
}
