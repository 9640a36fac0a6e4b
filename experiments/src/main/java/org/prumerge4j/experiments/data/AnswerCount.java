package org.prumerge4j.experiments.data;

import org.prumerge4j.data.sample.EncodedSample;
import org.prumerge4j.data.sample.ImageTokens;
import org.prumerge4j.data.sample.Labels;

/**
 * What the end of the longest sequence does to the answers of a sample.
 *
 * @param answers stretches of supervised positions
 * @param cut those that reach across the end
 * @param lost those beyond the end
 */
record AnswerCount(int answers, int cut, int lost) {
    static final AnswerCount NONE = new AnswerCount(0, 0, 0);

    /**
     * Counts the answers of a sample that was not cut.
     *
     * @param visualTokens that take the place of its image
     * @param maxLength longest sequence, visual tokens included
     */
    static AnswerCount of(EncodedSample whole, int visualTokens, int maxLength) {
        int answers = 0;
        int cut = 0;
        int lost = 0;
        long position = 0;
        boolean inside = false;
        boolean acrossEnd = false;
        for (int i = 0; i < whole.ids().length; i++) {
            boolean supervised = whole.labels()[i] != Labels.IGNORE;
            if (supervised && !inside) {
                answers++;
                lost += position >= maxLength ? 1 : 0;
                acrossEnd = position < maxLength;
            }
            if (supervised && acrossEnd && position >= maxLength) {
                cut++;
                acrossEnd = false;
            }
            inside = supervised;
            position += whole.ids()[i] == ImageTokens.IMAGE_TOKEN_ID ? visualTokens : 1;
        }
        return new AnswerCount(answers, cut, lost);
    }

    boolean allLost() {
        return answers > 0 && lost == answers;
    }
}
