package org.prumerge4j.data.sample;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.prumerge4j.data.tokenizer.Tokenizer;

/**
 * LLaVA's own way from a v1 prompt to ids and labels: encode everything, then find the answers by counting the tokens
 * of every round and of every question. The slow, obvious implementation that {@link SampleEncoder} is checked against.
 */
final class ReferenceLabels {
    private static final String SEPARATOR = " ASSISTANT: ";
    private static final String IMAGE = "<image>";

    private final Tokenizer tokenizer;
    private final boolean hasImage;
    private final int maxLength;

    ReferenceLabels(Tokenizer tokenizer, boolean hasImage, int maxLength) {
        this.tokenizer = tokenizer;
        this.hasImage = hasImage;
        this.maxLength = maxLength;
    }

    @SuppressWarnings("ArrayRecordComponent") // Compared element by element.
    record Result(int[] ids, int[] labels, boolean mismatch) {}

    Result of(String prompt) {
        int[] whole = tokens(prompt);
        int[] ids = hasImage ? whole : Arrays.copyOf(whole, Math.min(whole.length, maxLength));
        int[] labels = ids.clone();
        long total = Arrays.stream(ids).filter(id -> id != tokenizer.padId()).count();
        int current = 1;
        labels[0] = Labels.IGNORE;
        for (String round : prompt.split("</s>", -1)) {
            if (round.isEmpty()) {
                break;
            }
            String[] parts = round.split(SEPARATOR, -1);
            if (parts.length != 2) {
                break;
            }
            int roundLength = tokens(round).length;
            int instructionLength = tokens(parts[0] + SEPARATOR).length - 2;
            ignore(labels, current, current + instructionLength);
            current += roundLength;
        }
        ignore(labels, current, labels.length);
        boolean mismatch = current < maxLength && current != total;
        if (mismatch) {
            ignore(labels, 0, labels.length);
        }
        return new Result(ids, labels, mismatch);
    }

    private static void ignore(int[] labels, int from, int to) {
        for (int i = from; i < Math.min(to, labels.length); i++) {
            labels[i] = Labels.IGNORE;
        }
    }

    /** Every chunk between images with {@code <s>} in front, of which only the first is kept. */
    private int[] tokens(String text) {
        List<Integer> ids = new ArrayList<>();
        String[] chunks = hasImage ? text.split(IMAGE, -1) : new String[] {text};
        for (int chunk = 0; chunk < chunks.length; chunk++) {
            ids.add(chunk == 0 ? tokenizer.bosId() : ImageTokens.IMAGE_TOKEN_ID);
            for (int id : tokenizer.encode(chunks[chunk])) {
                ids.add(id);
            }
        }
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }
}
