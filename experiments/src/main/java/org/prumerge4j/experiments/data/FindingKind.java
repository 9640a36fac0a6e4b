package org.prumerge4j.experiments.data;

import java.util.Locale;
import org.prumerge4j.data.record.RecordFault;

/** What a check can find about a record or its image. */
public enum FindingKind {
    /** Not an object, a field missing or of the wrong type, or an unknown speaker. */
    MALFORMED(true, "malformed"),
    /** No turns. */
    EMPTY_CONVERSATION(true, "empty conversation"),
    /** Human and assistant do not alternate. */
    WRONG_ORDER(true, "turns in the wrong order"),
    /** No answer with text. */
    NO_ANSWER(true, "no answer"),
    /** No word anywhere, which grouping by length cannot place. */
    NO_WORDS(true, "no words"),
    /** The conversation does not fit the prompt template, or has more than one place for its image. */
    NOT_ENCODABLE(true, "does not fit the template"),
    /** There is no such image file. */
    MISSING_IMAGE(true, "image missing"),
    /** The image file cannot be decoded. */
    CORRUPT_IMAGE(true, "image corrupt"),
    /** Every answer lies beyond the longest sequence. */
    ALL_ANSWERS_LOST(true, "all answers cut off"),
    /** Some answers lie beyond the longest sequence, or reach across its end. */
    ANSWERS_CUT(false, "some answers cut off"),
    /** No message says where the image goes: it is left out. */
    IMAGE_LEFT_OUT(false, "image not mentioned"),
    /** The name of the image file says another format than its content; it is read by its content. */
    WRONG_EXTENSION(false, "image with a wrong extension"),
    /** LLaVA's own code would have trained on none of the answers; here they are trained on. */
    REFERENCE_MISMATCH(false, "mismatch in the reference");

    private final boolean unusable;
    private final String words;

    FindingKind(boolean unusable, String words) {
        this.unusable = unusable;
        this.words = words;
    }

    /** Whether training would stop at such a record, or learn nothing from it. */
    public boolean unusable() {
        return unusable;
    }

    /** In a few words, for tables. */
    public String words() {
        return words;
    }

    /** Name in the report. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static FindingKind of(RecordFault fault) {
        return switch (fault) {
            case MALFORMED -> MALFORMED;
            case EMPTY_CONVERSATION -> EMPTY_CONVERSATION;
            case WRONG_ORDER -> WRONG_ORDER;
            case NO_ANSWER -> NO_ANSWER;
        };
    }
}
