package org.prumerge4j.experiments.shapes.files;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.prompt.ImagePlaceholder;
import org.prumerge4j.data.record.InstructionRecord;
import org.prumerge4j.data.record.Speaker;
import org.prumerge4j.data.record.Turn;
import org.prumerge4j.experiments.shapes.ShapesWorld.Purpose;
import org.prumerge4j.experiments.shapes.question.AnswerStyle;
import org.prumerge4j.experiments.shapes.question.Conversation;
import org.prumerge4j.experiments.shapes.question.Family;
import org.prumerge4j.experiments.shapes.question.Question;
import org.prumerge4j.experiments.shapes.question.Words;
import org.prumerge4j.experiments.shapes.question.Writing;
import org.prumerge4j.experiments.shapes.scene.SceneText;
import org.prumerge4j.experiments.shapes.scene.WorldRandom;

/**
 * Instruction records of a scene: a conversation of several turns, for some scenes a caption, now and then a question
 * without an image.
 *
 * <p>As in LLaVA-1.5's data the line that says how to answer follows a question if the one before was answered
 * otherwise, and the image stands before or after the first question.
 */
final class Instructions {
    private static final int MOST_TURNS = 8;
    private static final int CAPTION_ONE_IN = 3;
    private static final int TEXT_ONE_IN = 20;
    private static final int HINT_ONE_IN = 5;
    private static final int IMAGE_BEHIND_ONE_IN = 4;

    private final PaintedScene scene;
    private final WorldRandom random;
    private final List<Question> turns;
    private final List<Question> captions;
    private final List<Question> words;

    Instructions(PaintedScene scene) {
        this.scene = scene;
        this.random = scene.random(Purpose.INSTRUCTIONS);
        this.captions = random.oneIn(CAPTION_ONE_IN) ? List.of(Conversation.caption(scene.scene())) : List.of();
        this.words = random.oneIn(TEXT_ONE_IN) ? List.of(Words.choice(random).ask()) : List.of();
        this.turns = scene.world().conversation(scene.split(), scene.index()).stream()
                .limit(MOST_TURNS)
                .map(this::sometimesHinted)
                .toList();
    }

    /** Where the image lies below the image folder. */
    static String image(PaintedScene scene) {
        return scene.split().word() + "/" + scene.sixDigits() + ".png";
    }

    /** All questions that the records hold. */
    List<Question> questions() {
        List<Question> questions = new ArrayList<>(turns);
        questions.addAll(captions);
        questions.addAll(words);
        return questions;
    }

    /** One conversation of many turns, as LLaVA-1.5 has them. */
    List<InstructionRecord> conversations() {
        List<InstructionRecord> records = new ArrayList<>();
        records.add(record("", image(scene), turns));
        captions.forEach(caption -> records.add(record("-caption", image(scene), List.of(caption))));
        words.forEach(word -> records.add(record("-words", null, List.of(word))));
        return records;
    }

    /** The same with every turn as a record of its own, so that no answer can be taken from an earlier one. */
    List<InstructionRecord> singleTurns() {
        List<InstructionRecord> records = new ArrayList<>();
        for (int i = 0; i < turns.size(); i++) {
            records.add(record("-" + i, image(scene), List.of(turns.get(i))));
        }
        List<InstructionRecord> conversations = conversations();
        records.addAll(conversations.subList(1, conversations.size()));
        return records;
    }

    private InstructionRecord record(String ending, @Nullable String image, List<Question> questions) {
        List<Turn> said = new ArrayList<>();
        AnswerStyle before = null;
        for (Question question : questions) {
            String text = question.style() == before ? question.text() : question.prompt();
            said.add(new Turn(Speaker.HUMAN, said.isEmpty() && image != null ? withImage(text) : text));
            said.add(new Turn(Speaker.ASSISTANT, question.answer()));
            before = question.style();
        }
        return new InstructionRecord(scene.split().word() + "-" + scene.sixDigits() + ending, image, said);
    }

    private String withImage(String text) {
        return random.oneIn(IMAGE_BEHIND_ONE_IN)
                ? text + "\n" + ImagePlaceholder.TEXT
                : ImagePlaceholder.TEXT + "\n" + text;
    }

    private Question sometimesHinted(Question question) {
        SceneText text = scene.scene().text();
        if (text == null || question.family() != Family.READING || !random.oneIn(HINT_ONE_IN)) {
            return question;
        }
        String hinted = Writing.withHint(question.text(), text.text(), random);
        return new Question(question.family(), hinted, question.style(), question.answer());
    }
}
