package org.prumerge4j.experiments.base.language;

import java.util.Arrays;
import java.util.List;
import org.prumerge4j.data.prompt.ImagePlaceholder;
import org.prumerge4j.data.record.InstructionRecord;
import org.prumerge4j.data.record.Speaker;
import org.prumerge4j.data.record.Turn;
import org.prumerge4j.data.sample.EncodedSample;
import org.prumerge4j.data.sample.ImageTokens;
import org.prumerge4j.data.sample.Labels;
import org.prumerge4j.data.sample.SampleEncoder;
import org.prumerge4j.experiments.shapes.question.Question;

/**
 * One question and its answer as a prompt of its own, cut where the image stands.
 *
 * @param before ids up to the image; empty if there is none
 * @param after ids behind it
 * @param labels of these
 */
@SuppressWarnings("ArrayRecordComponent") // Read position by position.
record EncodedTurn(int[] before, int[] after, int[] labels) {
    static EncodedTurn of(Question question, boolean hasImage, SampleEncoder encoder) {
        String asked = hasImage ? ImagePlaceholder.TEXT + "\n" + question.prompt() : question.prompt();
        List<Turn> turns = List.of(new Turn(Speaker.HUMAN, asked), new Turn(Speaker.ASSISTANT, question.answer()));
        EncodedSample sample = encoder.encode(new InstructionRecord(question.text(), hasImage ? "image" : null, turns));
        int[] ids = sample.ids();
        int image = 0;
        while (hasImage && ids[image] != ImageTokens.IMAGE_TOKEN_ID) {
            image++;
        }
        int from = hasImage ? image + 1 : 0;
        return new EncodedTurn(
                Arrays.copyOf(ids, image),
                Arrays.copyOfRange(ids, from, ids.length),
                Arrays.copyOfRange(sample.labels(), from, ids.length));
    }

    /** Number of supervised tokens. */
    int supervised() {
        int count = 0;
        for (int label : labels) {
            count += label == Labels.IGNORE ? 0 : 1;
        }
        return count;
    }
}
