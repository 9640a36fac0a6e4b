package org.prumerge4j.experiments.evaluation.mmbench;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table: a question with its options in one of their rotations.
 *
 * @param index number of the question plus a million times the number of the rotation
 * @param hint text to read before the question; null if there is none
 * @param options letter to text, in the order of the letters, without those that are missing
 * @param answer letter of the right option; null in a test file
 * @param category empty if the table does not say
 * @param levelTwo the broader category; empty if the table does not say
 * @param image base64, or the index of the row that has it; null where reading left it out
 */
record MmBenchRow(
        long index,
        String question,
        @Nullable String hint,
        Map<String, String> options,
        @Nullable String answer,
        String category,
        String levelTwo,
        @Nullable String image) {
    private static final long ROTATION = 1_000_000;
    private static final String LETTERS = "ABCD";
    private static final String INSTRUCTION = "\nAnswer with the option's letter from the given choices directly.";

    /** Number of the question without its rotation. */
    long group() {
        return index % ROTATION;
    }

    /** Whether the options are in the original order. */
    boolean original() {
        return index < ROTATION;
    }

    /** LLaVA's prompt: hint, question, options up to the first that is missing, instruction. */
    String prompt() {
        StringBuilder prompt = new StringBuilder();
        if (hint != null) {
            prompt.append(hint).append('\n');
        }
        prompt.append(question);
        for (int i = 0; i < LETTERS.length(); i++) {
            String letter = LETTERS.substring(i, i + 1);
            if (!options.containsKey(letter)) {
                break;
            }
            prompt.append('\n').append(letter).append(". ").append(options.get(letter));
        }
        return prompt.append(INSTRUCTION).toString();
    }
}
