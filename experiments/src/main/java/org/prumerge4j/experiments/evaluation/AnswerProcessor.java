package org.prumerge4j.experiments.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.prumerge4j.experiments.evaluation.format.PythonText;

/**
 * Brings short answers into the form in which VQAv2 and TextVQA compare them. All of the official processor's oddities
 * are kept, because published figures contain them.
 */
public final class AnswerProcessor {
    private static final String PUNCTUATION = ";/[]\"{}()=+\\_-><@`,?!";
    private static final Pattern COMMA_IN_NUMBER = Pattern.compile("\\p{Nd},\\p{Nd}");
    /** The original passes a flag of this value where the number of replacements belongs. */
    private static final int PERIODS_DELETED_AT_MOST = 32;

    private static final Map<String, String> NUMBERS = Map.ofEntries(
            Map.entry("none", "0"),
            Map.entry("zero", "0"),
            Map.entry("one", "1"),
            Map.entry("two", "2"),
            Map.entry("three", "3"),
            Map.entry("four", "4"),
            Map.entry("five", "5"),
            Map.entry("six", "6"),
            Map.entry("seven", "7"),
            Map.entry("eight", "8"),
            Map.entry("nine", "9"),
            Map.entry("ten", "10"));
    private static final List<String> ARTICLES = List.of("a", "an", "the");

    private final Map<String, String> contractions = Contractions.table();

    /** The whole processor of EvalAI and M4C: every step, beginning with lower case. */
    public String process(String answer) {
        String words =
                PythonText.lower(answer).replace(",", "").replace("?", "").replace("'s", " 's");
        return processVqa(oneLine(PythonText.strip(words)));
    }

    /** The two steps that the VQA evaluation applies to answers that are already on one line. */
    public String processVqa(String answer) {
        return numbersArticlesContractions(punctuation(answer));
    }

    /** Line feeds and tabs become spaces; white space at both ends goes. */
    public String oneLine(String answer) {
        return PythonText.strip(answer.replace('\n', ' ').replace('\t', ' '));
    }

    /**
     * A mark beside a space anywhere in the answer is deleted everywhere, and so is every mark if a number has a comma;
     * other marks become spaces. What decides is always the answer as it was given.
     */
    private static String punctuation(String answer) {
        boolean number = COMMA_IN_NUMBER.matcher(answer).find();
        String result = answer;
        for (int i = 0; i < PUNCTUATION.length(); i++) {
            String mark = PUNCTUATION.substring(i, i + 1);
            boolean delete = number || answer.contains(mark + " ") || answer.contains(" " + mark);
            result = result.replace(mark, delete ? "" : " ");
        }
        return withoutPeriods(result);
    }

    /**
     * Periods go unless a digit follows. The original means to keep those after a digit too, but its look-behind is
     * mistyped, so that "1." loses the period.
     */
    private static String withoutPeriods(String text) {
        StringBuilder result = new StringBuilder(text.length());
        int deleted = 0;
        for (int i = 0; i < text.length(); i++) {
            boolean digitFollows = i + 1 < text.length() && Character.isDigit(text.codePointAt(i + 1));
            if (text.charAt(i) == '.' && !digitFollows && deleted < PERIODS_DELETED_AT_MOST) {
                deleted++;
            } else {
                result.append(text.charAt(i));
            }
        }
        return result.toString();
    }

    private String numbersArticlesContractions(String text) {
        List<String> result = new ArrayList<>();
        for (String word : PythonText.words(PythonText.lower(text))) {
            String mapped = NUMBERS.getOrDefault(word, word);
            if (!ARTICLES.contains(mapped)) {
                result.add(contractions.getOrDefault(mapped, mapped));
            }
        }
        return String.join(" ", result);
    }
}
