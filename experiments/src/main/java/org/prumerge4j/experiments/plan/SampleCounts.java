package org.prumerge4j.experiments.plan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.StringTokenizer;

/**
 * What the data of a run look like.
 *
 * @param samples records of the file
 * @param withImage how many of them have an image
 * @param words words of all their turns; 0 if unknown
 * @param turns all their turns; 0 if unknown
 * @param origin where the numbers are from, for people
 */
public record SampleCounts(long samples, long withImage, long words, long turns, String origin) {
    /** The instruction data of LLaVA-1.5, {@code llava_v1_5_mix665k.json}. */
    public static final SampleCounts LLAVA_1_5 =
            new SampleCounts(665_298, 624_610, 0, 0, "as stated, llava_v1_5_mix665k.json");

    /** Tokens of the Vicuna system prompt, with the first token of every sequence. */
    private static final double SYSTEM_TOKENS = 35;
    /** Tokens of a turn besides its words: the speaker's name and the end of the turn. */
    private static final double TURN_TOKENS = 4;
    /** Tokens of an English word in LLaMA's vocabulary. */
    private static final double TOKENS_PER_WORD = 1.35;

    /** @throws IllegalArgumentException if there is no sample, or more images than samples */
    public SampleCounts {
        if (samples < 1 || withImage < 0 || withImage > samples) {
            throw new IllegalArgumentException(samples + " samples, " + withImage
                    + " with an image; give at least one sample, and at most all of" + " them with an image");
        }
    }

    /** Numbers that somebody gave. */
    public static SampleCounts given(long samples, long withImage) {
        return new SampleCounts(samples, withImage, 0, 0, "as given");
    }

    /**
     * Counts the records of an instruction file, without keeping them.
     *
     * @throws IOException if it is not a JSON array, with the place
     */
    public static SampleCounts read(Path file) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(file.toFile())) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new IOException(file + " is not a JSON array of instruction records");
            }
            Counter counter = new Counter(parser);
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                counter.record();
            }
            if (counter.samples == 0) {
                throw new IOException(file + " holds no instruction record");
            }
            return new SampleCounts(
                    counter.samples, counter.images, counter.words, counter.turns, "counted in " + file);
        }
    }

    /** Whether the text has been counted, so that {@link #textTokens} means something. */
    public boolean hasText() {
        return turns > 0;
    }

    /** Mean text tokens of a sample, estimated from its words and turns. */
    public double textTokens() {
        return SYSTEM_TOKENS + (TURN_TOKENS * turns + TOKENS_PER_WORD * words) / samples;
    }

    /** Share of the samples that have an image. */
    public double imageShare() {
        return (double) withImage / samples;
    }

    private static final class Counter {
        private final JsonParser parser;
        private long samples;
        private long images;
        private long words;
        private long turns;

        Counter(JsonParser parser) {
            this.parser = parser;
        }

        void record() throws IOException {
            samples++;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("image") && value == JsonToken.VALUE_STRING) {
                    images++;
                } else if (name.equals("conversations") && value == JsonToken.START_ARRAY) {
                    conversation();
                } else {
                    parser.skipChildren();
                }
            }
        }

        private void conversation() throws IOException {
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                turns++;
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    if (parser.nextToken() == JsonToken.VALUE_STRING && name.equals("value")) {
                        words += new StringTokenizer(parser.getText()).countTokens();
                    } else {
                        parser.skipChildren();
                    }
                }
            }
        }
    }
}
