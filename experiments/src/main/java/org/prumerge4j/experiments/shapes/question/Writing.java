package org.prumerge4j.experiments.shapes.question;

import java.util.ArrayList;
import java.util.List;
import org.prumerge4j.experiments.shapes.scene.Scene;
import org.prumerge4j.experiments.shapes.scene.SceneText;
import org.prumerge4j.experiments.shapes.scene.WorldRandom;

/** Facts about what is written. */
public final class Writing {
    private static final String OCR_LINE = "Reference OCR token: ";
    /** Of so many hints one is misread. */
    private static final int MISREAD = 3;

    private Writing() {}

    static List<Fact> of(Scene scene, WorldRandom random) {
        SceneText text = scene.text();
        return text == null
                ? List.of()
                : List.of(reading(text.text(), random), character(text.text(), random.oneIn(2)));
    }

    /** Everything that can be asked about a scene's text: the whole, its first and its last character. */
    public static List<Fact> everything(Scene scene, WorldRandom random) {
        SceneText text = scene.text();
        return text == null
                ? List.of()
                : List.of(reading(text.text(), random), character(text.text(), true), character(text.text(), false));
    }

    /**
     * A question with what a reader of texts that now and then misreads a character would tell, as TextVQA's files have
     * it.
     */
    public static String withHint(String question, String text, WorldRandom random) {
        boolean misread = random.oneIn(MISREAD);
        String token = misread ? random.pick(misreadings(text, random)) : text;
        return question + "\n" + OCR_LINE + token;
    }

    private static Fact reading(String text, WorldRandom random) {
        return new Fact(
                Family.READING,
                "What is the text in the image?",
                text,
                misreadings(text, random),
                answer -> "Is the text in the image " + answer + "?");
    }

    private static Fact character(String text, boolean first) {
        String place = first ? "first" : "last";
        char character = text.charAt(first ? 0 : text.length() - 1);
        return Facts.fact(
                Family.CHARACTER,
                "What is the " + place + " character of the text?",
                String.valueOf(character),
                SceneText.ALPHABET.chars().mapToObj(Character::toString).toList(),
                answer -> "Is the " + place + " character of the text " + answer + "?");
    }

    /** All texts that differ in one place; the same place, or the right text would lie in the middle of the others. */
    private static List<String> misreadings(String text, WorldRandom random) {
        int place = random.below(text.length());
        List<String> misreadings = new ArrayList<>();
        for (int i = 0; i < SceneText.ALPHABET.length(); i++) {
            char other = SceneText.ALPHABET.charAt(i);
            if (other != text.charAt(place)) {
                misreadings.add(text.substring(0, place) + other + text.substring(place + 1));
            }
        }
        return misreadings;
    }
}
