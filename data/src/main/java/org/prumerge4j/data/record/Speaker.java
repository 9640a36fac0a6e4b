package org.prumerge4j.data.record;

/** Who says a turn; in the files {@code human} and {@code gpt}. */
public enum Speaker {
    /** Asks; never trained on. */
    HUMAN,
    /** Answers; what training supervises. */
    ASSISTANT
}
