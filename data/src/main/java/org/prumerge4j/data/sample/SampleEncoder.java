package org.prumerge4j.data.sample;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.prompt.ImagePlaceholder;
import org.prumerge4j.data.prompt.PromptSegment;
import org.prumerge4j.data.prompt.PromptTemplate;
import org.prumerge4j.data.record.InstructionRecord;
import org.prumerge4j.data.tokenizer.Tokenizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes token ids and labels of records, equal to those of LLaVA's training code.
 *
 * <p>LLaVA encodes the whole prompt and finds the answers afterwards by counting tokens. Here the prompt is encoded
 * answer by answer. The ids are the same, for a stretch of text up to and with an answer's {@code </s>} is encoded
 * independently of what follows. Where the supervised part of such a stretch begins is found by encoding the part
 * before it once more: it ends before a space, which no token reaches across.
 */
public final class SampleEncoder {
    private static final Logger LOG = LoggerFactory.getLogger(SampleEncoder.class);

    private final PromptTemplate template;
    private final Tokenizer tokenizer;
    private final int maxLength;

    /**
     * Makes an encoder.
     *
     * @param tokenizer stays the caller's to close
     * @param maxLength ids of a record without image are cut to this length; those of a record with image are cut when
     *     its visual tokens are in place, by {@link Splicer}
     */
    public SampleEncoder(PromptTemplate template, Tokenizer tokenizer, int maxLength) {
        if (maxLength < 1) {
            throw new IllegalArgumentException("maximal length must be positive, given " + maxLength);
        }
        this.template = template;
        this.tokenizer = tokenizer;
        this.maxLength = maxLength;
    }

    /**
     * Ids and labels of a record. If no message says {@code <image>}, the image of the record takes no part.
     *
     * @throws IllegalArgumentException if the conversation does not fit the template, or has more than one place for
     *     its image; the message names the record
     */
    public EncodedSample encode(InstructionRecord instruction) {
        boolean hasImage = instruction.image() != null;
        List<PromptSegment> segments;
        try {
            segments = template.segments(instruction.turns(), hasImage);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("record " + instruction.id() + ": " + e.getMessage(), e);
        }
        IntSequence ids = new IntSequence();
        IntSequence labels = new IntSequence();
        ids.add(tokenizer.bosId());
        labels.add(Labels.IGNORE);
        String before = "";
        for (PromptSegment segment : segments) {
            if (segment.supervised()) {
                append(before, segment.text(), hasImage, ids, labels);
                before = "";
            } else {
                before += segment.text();
            }
        }
        append(before, "", hasImage, ids, labels);
        return sample(instruction, hasImage, segments, ids.toArray(), labels.toArray());
    }

    /**
     * Ids of the prompt after which the model is to answer.
     *
     * @param hasImage whether an image is asked about; {@link ImageTokens#IMAGE_TOKEN_ID} stands for it
     */
    public int[] promptIds(String question, boolean hasImage) {
        return ids(template.generationPrompt(question, hasImage), hasImage);
    }

    /** Ids of a text with {@code <s>} in front; {@code <image>} is text unless there is an image. */
    int[] ids(String text, boolean hasImage) {
        IntSequence ids = new IntSequence();
        ids.add(tokenizer.bosId());
        ids.addAll(encode(text, hasImage));
        return ids.toArray();
    }

    private EncodedSample sample(
            InstructionRecord instruction, boolean hasImage, List<PromptSegment> segments, int[] ids, int[] labels) {
        int places = ImageTokens.count(ids);
        if (places > 1) {
            throw new IllegalArgumentException("record " + instruction.id() + ": " + places + " messages say "
                    + ImagePlaceholder.TEXT + ", but there is one image, " + instruction.image());
        }
        if (hasImage && places == 0) {
            LOG.warn(
                    "record {}: no message says {}, so {} is left out",
                    instruction.id(),
                    ImagePlaceholder.TEXT,
                    instruction.image());
        }
        int length = hasImage ? ids.length : Math.min(ids.length, maxLength);
        int[] cut = Arrays.copyOf(ids, length);
        boolean mismatch = template == PromptTemplate.VICUNA_V1
                && new ReferenceCount(text -> encode(text, hasImage).length, tokenizer.padId(), maxLength)
                        .mismatch(segments, cut);
        @Nullable String image = places == 0 ? null : instruction.image();
        return new EncodedSample(instruction.id(), image, cut, Arrays.copyOf(labels, length), mismatch);
    }

    /** Appends a stretch of the prompt of which only the end is supervised. */
    private void append(String before, String supervised, boolean hasImage, IntSequence ids, IntSequence labels) {
        int[] all = encode(before + supervised, hasImage);
        int border = all.length;
        if (!supervised.isEmpty()) {
            // The common beginning, not the length: should a token reach across the border, it is supervised.
            int mismatch = Arrays.mismatch(all, encode(before, hasImage));
            border = mismatch < 0 ? all.length : mismatch;
        }
        ids.addAll(all);
        for (int i = 0; i < all.length; i++) {
            boolean label = i >= border && all[i] != ImageTokens.IMAGE_TOKEN_ID;
            labels.add(label ? all[i] : Labels.IGNORE);
        }
    }

    /** Ids of a text without {@code <s>}; between images every piece is encoded on its own. */
    private int[] encode(String text, boolean hasImage) {
        if (!hasImage) {
            return tokenizer.encode(text);
        }
        IntSequence ids = new IntSequence();
        List<String> pieces = piecesBetweenImages(text);
        for (int i = 0; i < pieces.size(); i++) {
            if (i > 0) {
                ids.add(ImageTokens.IMAGE_TOKEN_ID);
            }
            ids.addAll(tokenizer.encode(pieces.get(i)));
        }
        return ids.toArray();
    }

    private static List<String> piecesBetweenImages(String text) {
        List<String> pieces = new ArrayList<>();
        int begin = 0;
        for (int end; (end = text.indexOf(ImagePlaceholder.TEXT, begin)) >= 0; ) {
            pieces.add(text.substring(begin, end));
            begin = end + ImagePlaceholder.TEXT.length();
        }
        pieces.add(text.substring(begin));
        return pieces;
    }
}
