package org.prumerge4j.experiments.evaluation.mmbench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
import org.prumerge4j.experiments.evaluation.QuestionId;
import org.prumerge4j.experiments.evaluation.QuestionImage;
import org.prumerge4j.experiments.evaluation.Score;
import org.prumerge4j.experiments.evaluation.ScoreReport;
import org.prumerge4j.experiments.evaluation.format.Placed;

/**
 * MMBench by circular evaluation: a question is right only if it is right in every rotation of its options. The
 * official evaluation asks GPT-3.5 about answers in which its rules find no option; here those are wrong, and counted.
 */
public final class MmBench implements Benchmark {
    @Override
    public String name() {
        return "mmbench";
    }

    @Override
    public String questionsHint() {
        return "mmbench_dev_20230712.tsv";
    }

    @Override
    public @Nullable String annotationsHint() {
        return null;
    }

    @Override
    public Upload upload() {
        return new MmBenchUpload();
    }

    @Override
    public List<BenchmarkQuestion> questions(Path questions) throws IOException {
        List<Placed<MmBenchRow>> rows = new ArrayList<>();
        Map<String, String> images = new HashMap<>();
        MmBenchTable.rows(questions, true, row -> {
            rows.add(row);
            @Nullable String image = row.value().image();
            if (image != null) {
                images.put(Long.toString(row.value().index()), image);
            }
        });
        List<BenchmarkQuestion> result = new ArrayList<>();
        for (Placed<MmBenchRow> row : rows) {
            result.add(new BenchmarkQuestion(
                    new QuestionId(Long.toString(row.value().index()), true),
                    image(row, images),
                    row.value().prompt(),
                    row.value().category()));
        }
        return result;
    }

    /** The row's image; some tables write it once and refer to it by the index of its row. */
    private static QuestionImage image(Placed<MmBenchRow> row, Map<String, String> images) throws InvalidDataException {
        @Nullable String image = row.value().image();
        if (image != null && image.chars().allMatch(Character::isDigit)) {
            image = images.get(image);
        }
        if (image == null) {
            throw row.invalid("has no image; is this a file with the column \"image\"?");
        }
        return new QuestionImage.Embedded(image, row.place());
    }

    @Override
    public ScoreReport score(EvaluationFiles files) throws IOException {
        Path table = files.annotations() == null ? files.questions() : files.annotations();
        List<Placed<MmBenchRow>> rows = MmBenchTable.read(table);
        AnswerBook<Long> book = book(rows, files);
        Map<Long, Boolean> right = new LinkedHashMap<>();
        int unclear = 0;
        for (Placed<MmBenchRow> placed : rows) {
            MmBenchRow row = placed.value();
            if (row.answer() == null) {
                throw placed.invalid("has no answer; a test file cannot be scored here, write what the server takes"
                        + " with --upload");
            }
            @Nullable Answer answer = book.find(row.index());
            @Nullable String choice = answer == null ? null : ChoiceExtractor.extract(answer.text(), row.options());
            unclear += answer != null && choice == null ? 1 : 0;
            right.merge(row.group(), row.answer().equals(choice), Boolean::logicalAnd);
        }
        return new ScoreReport(
                name(),
                scores(rows, right),
                List.of(
                        new Count("missing answers", book.missing()),
                        new Count("answers without a clear option", unclear)));
    }

    /** The answers of a file to the rows of a table. */
    static AnswerBook<Long> book(List<Placed<MmBenchRow>> rows, EvaluationFiles files) throws IOException {
        AnswerBook<Long> book = new AnswerBook<>(files.questions());
        for (Placed<MmBenchRow> row : rows) {
            book.expect(row.value().index(), row);
        }
        for (Placed<Answer> answer : AnswersFile.read(files.answers())) {
            book.put(index(answer), answer);
        }
        return book;
    }

    private static long index(Placed<Answer> answer) throws InvalidDataException {
        String text = answer.value().questionId().text();
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw answer.invalid("the question_id is \"" + text + "\", expected an index of the table");
        }
    }

    /** Overall, by broader category, by category; a question belongs where its original rotation says. */
    private static List<Score> scores(List<Placed<MmBenchRow>> rows, Map<Long, Boolean> right)
            throws InvalidDataException {
        Mean all = new Mean();
        Map<String, Mean> levelTwo = new TreeMap<>();
        Map<String, Mean> categories = new TreeMap<>();
        for (Placed<MmBenchRow> placed : rows) {
            MmBenchRow row = placed.value();
            if (row.original()) {
                boolean isRight = Boolean.TRUE.equals(right.remove(row.group()));
                all.add(isRight);
                levelTwo.computeIfAbsent(row.levelTwo(), name -> new Mean()).add(isRight);
                categories.computeIfAbsent(row.category(), name -> new Mean()).add(isRight);
            }
        }
        for (Placed<MmBenchRow> row : rows) {
            if (right.containsKey(row.value().group())) {
                throw row.invalid("is a rotation of the question " + row.value().group()
                        + ", whose original is not in the file; is the file complete?");
            }
        }
        List<Score> scores = new ArrayList<>();
        scores.add(all.score("circular accuracy"));
        add(levelTwo, scores);
        add(categories, scores);
        return scores;
    }

    private static void add(Map<String, Mean> means, List<Score> scores) {
        means.forEach((name, mean) -> {
            if (!name.isEmpty()) {
                scores.add(mean.score(name));
            }
        });
    }
}
