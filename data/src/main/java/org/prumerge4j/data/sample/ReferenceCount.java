package org.prumerge4j.data.sample;

import java.util.List;
import java.util.function.ToIntFunction;
import org.prumerge4j.data.prompt.PromptSegment;
import org.prumerge4j.data.prompt.PromptTemplate;

/**
 * Whether LLaVA's way of labelling would have lost count of a sample.
 *
 * <p>LLaVA cuts the prompt at {@code </s>} into rounds, adds up the lengths of the rounds up to the first one that has
 * not exactly one {@code " ASSISTANT: "}, and drops the supervision of the whole sample when the sum is not the number
 * of ids. This happens to answers that quote a conversation or special tokens, and to turns without text.
 */
final class ReferenceCount {
    private static final String ANSWER_MARK = " ASSISTANT: ";

    private final ToIntFunction<String> length;
    private final int padId;
    private final int maxLength;

    /** With the number of ids of a text, {@code <s>} not counted. */
    ReferenceCount(ToIntFunction<String> length, int padId, int maxLength) {
        this.length = length;
        this.padId = padId;
        this.maxLength = maxLength;
    }

    boolean mismatch(List<PromptSegment> segments, int[] ids) {
        int total = 0;
        for (int id : ids) {
            total += id == padId ? 0 : 1;
        }
        if (total == ids.length && isRegular(segments)) {
            return false;
        }
        int counted = countedIds(segments);
        return counted < maxLength && counted != total;
    }

    /** Whether every round is a question and an answer; the lengths of the rounds then need no second look. */
    private static boolean isRegular(List<PromptSegment> segments) {
        for (int i = 0; i + 1 < segments.size(); i += 2) {
            String round = segments.get(i).text() + segments.get(i + 1).text();
            boolean oneEnd = round.indexOf(PromptTemplate.END_OF_ANSWER)
                    == round.length() - PromptTemplate.END_OF_ANSWER.length();
            int mark = round.indexOf(ANSWER_MARK);
            if (!oneEnd || mark < 0 || round.indexOf(ANSWER_MARK, mark + ANSWER_MARK.length()) >= 0) {
                return false;
            }
        }
        return segments.size() % 2 == 0;
    }

    private int countedIds(List<PromptSegment> segments) {
        StringBuilder text = new StringBuilder();
        segments.forEach(segment -> text.append(segment.text()));
        int counted = 1;
        for (String round : text.toString().split(PromptTemplate.END_OF_ANSWER, -1)) {
            if (round.isEmpty() || round.split(ANSWER_MARK, -1).length != 2) {
                break;
            }
            counted += 1 + length.applyAsInt(round);
        }
        return counted;
    }
}
