package org.prumerge4j.experiments.evaluation.textvqa;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The prompts of TextVQA, which give the question with or without the words that an OCR system found in the picture.
 */
final class TextVqaPrompt {
    private static final String HINT = "Reference OCR token:";
    private static final String HINT_ANYWHERE = "Reference OCR token: ";
    private static final String LEGACY = "OCR tokens: ";
    private static final Pattern LEGACY_QUESTION = Pattern.compile("Question: (.*?) Short answer:", Pattern.DOTALL);
    private static final int LINES_WITH_HINT = 3;
    private static final int LINES_WITHOUT_HINT = 2;

    private TextVqaPrompt() {}

    /**
     * The question in a prompt of one of the four known forms; null if it has none of them. The forms: question and
     * instruction; question, hint and instruction; hint, question and instruction, each on a line of its own; and
     * {@code OCR tokens: ... Question: ... Short answer:}.
     */
    static @Nullable String question(String prompt) {
        if (prompt.startsWith(LEGACY)) {
            Matcher matcher = LEGACY_QUESTION.matcher(prompt);
            return matcher.find() ? matcher.group(1) : null;
        }
        List<String> lines = Arrays.asList(prompt.split("\n", -1));
        if (prompt.contains(HINT_ANYWHERE) && lines.size() == LINES_WITH_HINT) {
            return prompt.startsWith(HINT) ? lines.get(1) : lines.get(0);
        }
        return lines.size() == LINES_WITHOUT_HINT ? lines.get(0) : null;
    }

    /** The prompt without the line that lists what OCR found. */
    static String withoutHint(String prompt) {
        return Arrays.stream(prompt.split("\n", -1))
                .filter(line -> !line.startsWith(HINT))
                .collect(Collectors.joining("\n"));
    }
}
