package org.prumerge4j.experiments.evaluation.pope;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.InvalidDataException;
import org.prumerge4j.experiments.evaluation.Answer;
import org.prumerge4j.experiments.evaluation.AnswerBook;
import org.prumerge4j.experiments.evaluation.AnswersFile;
import org.prumerge4j.experiments.evaluation.Benchmark;
import org.prumerge4j.experiments.evaluation.BenchmarkQuestion;
import org.prumerge4j.experiments.evaluation.EvaluationFiles;
import org.prumerge4j.experiments.evaluation.LlavaQuestions;
import org.prumerge4j.experiments.evaluation.QuestionImage;
import org.prumerge4j.experiments.evaluation.Score;
import org.prumerge4j.experiments.evaluation.ScoreReport;
import org.prumerge4j.experiments.evaluation.format.JsonRecords;
import org.prumerge4j.experiments.evaluation.format.Placed;

/**
 * POPE. The questions of a category are paired with the lines of {@code coco_pope_<category>.json} by their order; for
 * this reason every question needs an answer. The headline is the mean F1 of the categories.
 */
public final class Pope implements Benchmark {
    private static final String YES = "yes";
    private static final String NO = "no";

    @Override
    public String name() {
        return "pope";
    }

    @Override
    public String questionsHint() {
        return "llava_pope_test.jsonl";
    }

    @Override
    public String annotationsHint() {
        return "folder with coco_pope_random.json, coco_pope_popular.json, coco_pope_adversarial.json";
    }

    @Override
    public @Nullable Upload upload() {
        return null;
    }

    @Override
    public List<BenchmarkQuestion> questions(Path questions) throws IOException {
        return LlavaQuestions.read(questions).stream().map(Placed::value).toList();
    }

    @Override
    public ScoreReport score(EvaluationFiles files) throws IOException {
        Path labels = files.needAnnotations();
        AnswerBook<String> book = new AnswerBook<>(files.questions());
        Map<String, List<Placed<BenchmarkQuestion>>> categories = new LinkedHashMap<>();
        for (Placed<BenchmarkQuestion> question : LlavaQuestions.read(files.questions())) {
            book.expect(question.value().id().text(), question);
            categories
                    .computeIfAbsent(question.value().category(), category -> new ArrayList<>())
                    .add(question);
        }
        for (Placed<Answer> answer : AnswersFile.read(files.answers())) {
            book.put(answer.value().questionId().text(), answer);
        }
        List<Score> scores = new ArrayList<>();
        double sum = 0;
        for (Map.Entry<String, List<Placed<BenchmarkQuestion>>> category : categories.entrySet()) {
            Path file = labels.resolve("coco_pope_" + category.getKey() + ".json");
            PopeCounts counts = count(category.getValue(), labels(file), file, book, files.answers());
            sum += counts.f1();
            scores.addAll(counts.scores(category.getKey()));
        }
        scores.add(0, new Score("mean F1", sum / categories.size(), book.questions()));
        return new ScoreReport(name(), scores, List.of());
    }

    /**
     * A line of a label file.
     *
     * @param image the picture's file name; null if the line has none
     */
    private record Label(boolean yes, @Nullable String image) {}

    private static List<Placed<Label>> labels(Path file) throws IOException {
        List<Placed<Label>> labels = new ArrayList<>();
        JsonRecords.lines(file, fields -> {
            String label = fields.text("label");
            if (!label.equals(YES) && !label.equals(NO)) {
                throw fields.invalid("\"label\": found \"" + label + "\", expected \"yes\" or \"no\"");
            }
            labels.add(new Placed<>(new Label(label.equals(YES), fields.optionalText("image")), fields.place()));
        });
        return labels;
    }

    private static PopeCounts count(
            List<Placed<BenchmarkQuestion>> questions,
            List<Placed<Label>> labels,
            Path labelFile,
            AnswerBook<String> book,
            Path answers)
            throws InvalidDataException {
        if (questions.size() != labels.size()) {
            throw new InvalidDataException(labelFile + ": holds " + labels.size() + " labels for " + questions.size()
                    + " questions; take the two files from one version (LLaVA's questions go with POPE at commit"
                    + " e3e39262, whose random category has 2910)");
        }
        PopeCounts counts = new PopeCounts();
        for (int i = 0; i < labels.size(); i++) {
            Placed<BenchmarkQuestion> question = questions.get(i);
            Placed<Label> label = labels.get(i);
            checkImage(question, label);
            Answer answer = book.need(
                    question.value().id().text(), answers, "POPE pairs questions and labels by order and needs all");
            counts.add(PopeCounts.saysYes(answer.text()), label.value().yes());
        }
        return counts;
    }

    private static void checkImage(Placed<BenchmarkQuestion> question, Placed<Label> label)
            throws InvalidDataException {
        @Nullable String image = label.value().image();
        if (image != null
                && question.value().image() instanceof QuestionImage.InFolder file
                && !image.equals(file.path())) {
            throw label.invalid("is about " + image + ", but the question in the same place of its category, at "
                    + question.place() + ", is about " + file.path() + "; take the two files from one version");
        }
    }
}
