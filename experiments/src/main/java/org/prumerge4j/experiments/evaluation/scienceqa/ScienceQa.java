package org.prumerge4j.experiments.evaluation.scienceqa;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.InvalidDataException;
import org.prumerge4j.experiments.evaluation.Answer;
import org.prumerge4j.experiments.evaluation.AnswerBook;
import org.prumerge4j.experiments.evaluation.AnswersFile;
import org.prumerge4j.experiments.evaluation.Benchmark;
import org.prumerge4j.experiments.evaluation.BenchmarkQuestion;
import org.prumerge4j.experiments.evaluation.Count;
import org.prumerge4j.experiments.evaluation.EvaluationFiles;
import org.prumerge4j.experiments.evaluation.Mean;
import org.prumerge4j.experiments.evaluation.ScoreReport;
import org.prumerge4j.experiments.evaluation.format.JsonFields;
import org.prumerge4j.experiments.evaluation.format.JsonRecords;
import org.prumerge4j.experiments.evaluation.format.Placed;

/**
 * ScienceQA by LLaVA's script. A question of the split without an answer is wrong. What counts for IMG accuracy, the
 * headline, is an answer whose prompt contains {@code <image>}; a question without an answer is therefore not part of
 * it, and the report counts those.
 */
public final class ScienceQa implements Benchmark {
    private static final String OPTIONS = "ABCDE";
    private static final Pattern SENTENCE = Pattern.compile("The answer is ([A-Z])[^\\n]");
    private static final int NONE = -1;

    private final String split;

    /** @param split the split of {@code pid_splits.json} to score, {@code test} for the papers' figures */
    public ScienceQa(String split) {
        this.split = split;
    }

    private record Problem(int choices, int answer) {}

    @Override
    public String name() {
        return "scienceqa";
    }

    @Override
    public String questionsHint() {
        return "llava_test_CQM-A.json";
    }

    @Override
    public String annotationsHint() {
        return "folder with problems.json and pid_splits.json";
    }

    @Override
    public @Nullable Upload upload() {
        return null;
    }

    @Override
    public List<BenchmarkQuestion> questions(Path questions) throws IOException {
        return ScienceQaQuestions.read(questions).stream().map(Placed::value).toList();
    }

    @Override
    public ScoreReport score(EvaluationFiles files) throws IOException {
        Path folder = files.needAnnotations();
        Path splits = folder.resolve("pid_splits.json");
        Set<String> ids = new LinkedHashSet<>(JsonRecords.whole(splits).texts(split));
        Map<String, Problem> problems = problems(folder.resolve("problems.json"), ids);
        AnswerBook<String> book = book(files, ids, splits);
        Mean all = new Mean();
        Mean withImage = new Mean();
        int missing = 0;
        int failed = 0;
        for (String id : ids) {
            @Nullable Problem problem = problems.get(id);
            if (problem == null) {
                throw new InvalidDataException(
                        folder.resolve("problems.json") + ": lacks the problem " + id + " of " + splits);
            }
            @Nullable Answer answer = book.find(id);
            boolean right = answer != null && choice(answer.text(), problem.choices()) == problem.answer();
            all.add(right);
            if (answer == null) {
                missing++;
                continue;
            }
            failed += letter(answer.text()) == null ? 1 : 0;
            if (answer.prompt().contains(ScienceQaQuestions.IMAGE)) {
                withImage.add(right);
            }
        }
        return new ScoreReport(
                name(),
                List.of(withImage.score("IMG accuracy"), all.score("accuracy")),
                List.of(new Count("missing answers", missing), new Count("answers without a letter", failed)));
    }

    private AnswerBook<String> book(EvaluationFiles files, Set<String> ids, Path splits) throws IOException {
        AnswerBook<String> book = new AnswerBook<>(files.questions());
        for (Placed<BenchmarkQuestion> question : ScienceQaQuestions.read(files.questions())) {
            String id = question.value().id().text();
            if (!ids.contains(id)) {
                throw question.invalid("the question " + id + " is not in the split " + split + " of " + splits);
            }
            book.expect(id, question);
        }
        for (Placed<Answer> answer : AnswersFile.read(files.answers())) {
            book.put(answer.value().questionId().text(), answer);
        }
        return book;
    }

    private static Map<String, Problem> problems(Path file, Set<String> wanted) throws IOException {
        Map<String, Problem> problems = new HashMap<>();
        JsonRecords.members(file, (id, fields) -> {
            if (wanted.contains(id)) {
                problems.put(id, problem(fields));
            }
        });
        return problems;
    }

    private static Problem problem(JsonFields fields) throws InvalidDataException {
        int choices = fields.texts("choices").size();
        int answer = fields.integer("answer");
        if (answer < 0 || answer >= choices) {
            throw fields.invalid(
                    "\"answer\": found " + answer + ", expected the index of one of " + choices + " choices, from 0");
        }
        return new Problem(choices, answer);
    }

    /** The index of the choice that an answer names; -1 if it names none of those there are. */
    static int choice(String text, int choices) {
        @Nullable String letter = letter(text);
        int index = letter == null ? NONE : OPTIONS.indexOf(letter);
        return index < choices ? index : NONE;
    }

    /**
     * The letter in an answer: the whole of it, or followed by a period and a space, or in the only sentence "The
     * answer is X", which some character must follow; null if there is none.
     */
    static @Nullable String letter(String text) {
        boolean begins = !text.isEmpty() && OPTIONS.indexOf(text.charAt(0)) >= 0;
        if (begins && (text.length() == 1 || text.startsWith(". ", 1))) {
            return text.substring(0, 1);
        }
        Matcher matcher = SENTENCE.matcher(text);
        if (!matcher.find()) {
            return null;
        }
        String letter = matcher.group(1);
        return matcher.find() ? null : letter;
    }
}
