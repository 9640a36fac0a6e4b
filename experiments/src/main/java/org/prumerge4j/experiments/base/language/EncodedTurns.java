package org.prumerge4j.experiments.base.language;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.prumerge4j.data.sample.SampleEncoder;
import org.prumerge4j.experiments.shapes.question.Question;

/** Encoded questions, those asked before remembered: most are asked again and again. For several threads. */
final class EncodedTurns {
    private static final int MOST = 200_000;

    private final SampleEncoder encoder;
    private final Map<Question, EncodedTurn> known = new ConcurrentHashMap<>();

    EncodedTurns(SampleEncoder encoder) {
        this.encoder = encoder;
    }

    /** The question with its answer, about an image or not. */
    EncodedTurn of(Question question, boolean hasImage) {
        EncodedTurn turn = known.get(question);
        if (turn != null) {
            return turn;
        }
        turn = EncodedTurn.of(question, hasImage, encoder);
        if (known.size() < MOST) {
            known.put(question, turn);
        }
        return turn;
    }
}
