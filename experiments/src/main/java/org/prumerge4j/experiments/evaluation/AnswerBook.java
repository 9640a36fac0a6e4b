package org.prumerge4j.experiments.evaluation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.InvalidDataException;
import org.prumerge4j.experiments.evaluation.format.Placed;

/**
 * Answers by the questions they belong to. First every question is expected, then every answer is put in; an answer to
 * a question that is not expected, or a second answer to one question, is an error.
 *
 * @param <K> what identifies a question in the benchmark, often its id
 */
public final class AnswerBook<K> {
    private final Path questions;
    private final Map<K, Entry> entries = new LinkedHashMap<>();
    private int expected;
    private int answered;

    private static final class Entry {
        private final String firstPlace;
        private final List<Placed<Answer>> answers = new ArrayList<>();
        private int expected = 1;

        private Entry(String firstPlace) {
            this.firstPlace = firstPlace;
        }
    }

    /** @param questions the questions file, for messages */
    public AnswerBook(Path questions) {
        this.questions = questions;
    }

    /**
     * Expects an answer to a question that no other may equal.
     *
     * @throws InvalidDataException if one does
     */
    public void expect(K key, Placed<?> question) throws InvalidDataException {
        @Nullable Entry other = entries.get(key);
        if (other != null) {
            throw question.invalid("the question " + key + " is already at " + other.firstPlace);
        }
        expectAnother(key, question);
    }

    /** Expects an answer to a question that the file may hold several times. */
    public void expectAnother(K key, Placed<?> question) {
        expected++;
        @Nullable Entry other = entries.get(key);
        if (other == null) {
            entries.put(key, new Entry(question.place()));
        } else {
            other.expected++;
        }
    }

    /**
     * Takes an answer.
     *
     * @throws InvalidDataException if there is no such question, or it has its answers already
     */
    public void put(K key, Placed<Answer> answer) throws InvalidDataException {
        @Nullable Entry entry = entries.get(key);
        if (entry == null) {
            throw answer.invalid("the question " + key + " is not in " + questions
                    + "; are the answers those to another file of questions?");
        }
        if (entry.answers.size() == entry.expected) {
            throw answer.invalid("the question " + key + " is already answered at "
                    + entry.answers.get(entry.answers.size() - 1).place() + "; leave one of the two out");
        }
        entry.answers.add(answer);
        answered++;
    }

    /** Whether the question is expected. */
    public boolean expects(K key) {
        return entries.containsKey(key);
    }

    /** The answer to a question; null if it has none. */
    public @Nullable Answer find(K key) {
        List<Answer> all = all(key);
        return all.isEmpty() ? null : all.get(0);
    }

    /** All answers to a question. */
    public List<Answer> all(K key) {
        @Nullable Entry entry = entries.get(key);
        return entry == null
                ? List.of()
                : entry.answers.stream().map(Placed::value).toList();
    }

    /**
     * The answer to a question that must have one.
     *
     * @param why what the benchmark needs it for
     * @throws InvalidDataException if it has none
     */
    public Answer need(K key, Path answers, String why) throws InvalidDataException {
        @Nullable Answer answer = find(key);
        if (answer == null) {
            @Nullable Entry entry = entries.get(key);
            throw new InvalidDataException(answers + ": has no answer to the question " + key
                    + (entry == null ? "" : " (" + entry.firstPlace + ")") + "; " + why);
        }
        return answer;
    }

    /** The questions in their order, each once. */
    public List<K> keys() {
        return List.copyOf(entries.keySet());
    }

    /** Number of questions expected. */
    public int questions() {
        return expected;
    }

    /** Number of questions without an answer. */
    public int missing() {
        return expected - answered;
    }
}
