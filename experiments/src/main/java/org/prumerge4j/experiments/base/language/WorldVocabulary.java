package org.prumerge4j.experiments.base.language;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.prumerge4j.data.prompt.PromptTemplate;
import org.prumerge4j.data.tokenizer.SentencePieceModel.Piece;
import org.prumerge4j.data.tokenizer.SentencePieceModel.PieceType;
import org.prumerge4j.experiments.shapes.ShapesWorld;
import org.prumerge4j.experiments.shapes.question.AnswerStyle;
import org.prumerge4j.experiments.shapes.question.Conversation;
import org.prumerge4j.experiments.shapes.question.OptionDrills;
import org.prumerge4j.experiments.shapes.question.Question;
import org.prumerge4j.experiments.shapes.scene.Scene;
import org.prumerge4j.experiments.shapes.scene.SceneText;
import org.prumerge4j.experiments.shapes.scene.Split;
import org.prumerge4j.experiments.shapes.scene.WorldRandom;
import org.prumerge4j.training.tracking.protobuf.ProtobufWriter;

/**
 * A SentencePiece vocabulary for a world, of LLaMA's kind: 256 bytes to fall back on, a piece for every word that
 * conversations hold, a piece for every line of the prompt that is always the same. Digits and capital letters stay
 * single, so that a painted text is always spelled in the same way.
 */
public final class WorldVocabulary {
    private static final int SCENES = 300;
    private static final int BYTES = 256;
    private static final int BPE = 2;
    private static final String SPACE = "\u2581";
    /** A word with the space before it: two small letters or more, perhaps a capital in front. */
    private static final Pattern WORD =
            Pattern.compile(SPACE + "?[A-Za-z]?[a-z]+|" + SPACE + "?(?:USER|ASSISTANT):|" + SPACE + "?OCR");

    /** In the order of their numbers, which begin at 1. */
    private static final List<PieceType> TYPES = List.of(PieceType.values());

    private static final String HINT = "Reference OCR token:";

    private WorldVocabulary() {}

    /** The vocabulary of a world. */
    public static List<Piece> of(ShapesWorld world) {
        Map<String, Integer> words = new TreeMap<>();
        for (String text : texts(world)) {
            Matcher matcher = WORD.matcher(marked(text));
            while (matcher.find()) {
                if (matcher.group().length() > 1 && !matcher.group().matches(SPACE + "[A-Z]")) {
                    words.merge(matcher.group(), 1, Integer::sum);
                }
            }
        }
        PieceLearner learner = new PieceLearner(words, printable());
        List<String> merged = learner.learn(lines());
        List<Piece> pieces = new ArrayList<>();
        pieces.add(new Piece("<unk>", 0, PieceType.UNKNOWN));
        pieces.add(new Piece("<s>", 0, PieceType.CONTROL));
        pieces.add(new Piece("</s>", 0, PieceType.CONTROL));
        for (int value = 0; value < BYTES; value++) {
            pieces.add(new Piece(String.format(Locale.ROOT, "<0x%02X>", value), 0, PieceType.BYTE));
        }
        int rank = 0;
        for (String piece : merged) {
            pieces.add(new Piece(piece, -rank++, PieceType.NORMAL));
        }
        for (String character : learner.characters()) {
            pieces.add(new Piece(character, -rank++, PieceType.NORMAL));
        }
        return pieces;
    }

    /** Everything that is said about some scenes, and the prompt around it. */
    private static List<String> texts(ShapesWorld world) {
        List<String> texts = new ArrayList<>();
        for (int index = 0; index < SCENES; index++) {
            Scene scene = world.scene(Split.TRAIN, index);
            WorldRandom random = world.random(Split.TRAIN, index, ShapesWorld.Purpose.CONVERSATION);
            List<Question> questions = new ArrayList<>(Conversation.everything(scene, random));
            questions.add(Conversation.caption(scene));
            questions.addAll(OptionDrills.lesson(scene, random));
            questions.forEach(question -> {
                texts.add(question.text());
                texts.add(" " + question.answer());
            });
        }
        texts.add(HINT);
        Arrays.stream(AnswerStyle.values()).map(style -> style.ask("")).forEach(texts::add);
        texts.add(PromptTemplate.VICUNA_V1.generationPrompt("", false));
        return texts;
    }

    /** Lines that are pieces of their own; each begins with a word, for single letters stay single. */
    private static List<String> lines() {
        String prompt = PromptTemplate.VICUNA_V1.generationPrompt("", false);
        String preamble = prompt.substring(0, prompt.indexOf(" USER:"));
        List<String> lines = new ArrayList<>();
        for (String sentence : preamble.split("(?<=\\.) ", -1)) {
            lines.add(" " + sentence.replaceFirst("^A ", ""));
        }
        lines.add(AnswerStyle.WORD.ask("").strip());
        lines.add(AnswerStyle.LETTER.ask("").strip());
        lines.add(HINT);
        return lines.stream().map(WorldVocabulary::marked).toList();
    }

    private static String marked(String text) {
        return text.replace(" ", SPACE);
    }

    private static Set<String> printable() {
        Set<String> characters = new TreeSet<>();
        for (char c = '!'; c <= '~'; c++) {
            characters.add(String.valueOf(c));
        }
        characters.add(SPACE);
        SceneText.ALPHABET.chars().mapToObj(Character::toString).forEach(characters::add);
        return characters;
    }

    /** The pieces as a {@code tokenizer.model}, SentencePiece's message {@code ModelProto}. */
    public static byte[] file(List<Piece> pieces) {
        ProtobufWriter model = new ProtobufWriter();
        for (Piece piece : pieces) {
            model.message(
                    1,
                    new ProtobufWriter()
                            .text(1, piece.text())
                            .float32(2, piece.score())
                            .integer(3, 1L + TYPES.indexOf(piece.type())));
        }
        model.message(
                2,
                new ProtobufWriter()
                        .integer(3, BPE)
                        .integer(4, pieces.size())
                        .integer(35, 1)
                        .integer(40, 0)
                        .integer(41, 1)
                        .integer(42, 2));
        model.message(
                3,
                new ProtobufWriter()
                        .text(1, "identity")
                        .integer(3, 1)
                        .integer(4, 0)
                        .integer(5, 1));
        return model.toBytes();
    }
}
