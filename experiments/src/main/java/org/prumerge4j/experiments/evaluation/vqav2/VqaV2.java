package org.prumerge4j.experiments.evaluation.vqav2;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.InvalidDataException;
import org.prumerge4j.experiments.evaluation.Answer;
import org.prumerge4j.experiments.evaluation.AnswerBook;
import org.prumerge4j.experiments.evaluation.AnswerProcessor;
import org.prumerge4j.experiments.evaluation.AnswersFile;
import org.prumerge4j.experiments.evaluation.Benchmark;
import org.prumerge4j.experiments.evaluation.BenchmarkQuestion;
import org.prumerge4j.experiments.evaluation.Count;
import org.prumerge4j.experiments.evaluation.EvaluationFiles;
import org.prumerge4j.experiments.evaluation.HumanAgreement;
import org.prumerge4j.experiments.evaluation.Mean;
import org.prumerge4j.experiments.evaluation.QuestionId;
import org.prumerge4j.experiments.evaluation.Score;
import org.prumerge4j.experiments.evaluation.ScoreReport;
import org.prumerge4j.experiments.evaluation.format.JsonFields;
import org.prumerge4j.experiments.evaluation.format.JsonRecords;
import org.prumerge4j.experiments.evaluation.format.Placed;

/**
 * VQAv2. As in LLaVA, answers are first normalised as for the upload; then the official accuracy is computed, which
 * normalises both sides by its own two steps unless all people agree. A question without an answer counts as answered
 * by the empty text.
 */
public final class VqaV2 implements Benchmark {
    private final AnswerProcessor processor = new AnswerProcessor();

    @Override
    public String name() {
        return "vqav2";
    }

    @Override
    public String questionsHint() {
        return "llava_vqav2_mscoco_test-dev2015.jsonl or v2_OpenEnded_mscoco_val2014_questions.json";
    }

    @Override
    public String annotationsHint() {
        return "v2_mscoco_val2014_annotations.json";
    }

    @Override
    public List<BenchmarkQuestion> questions(Path questions) throws IOException {
        return VqaV2Questions.read(questions).stream().map(Placed::value).toList();
    }

    @Override
    public Upload upload() {
        return new VqaV2Upload(processor);
    }

    @Override
    public ScoreReport score(EvaluationFiles files) throws IOException {
        Path annotations = files.needAnnotations();
        AnswerBook<String> book = book(files);
        Mean all = new Mean();
        Map<String, Mean> byType = new TreeMap<>();
        Set<String> annotated = new HashSet<>();
        JsonRecords.array(annotations, "annotations", fields -> {
            String id = QuestionId.of(fields, "question_id").text();
            if (book.expects(id)) {
                if (!annotated.add(id)) {
                    throw fields.invalid("the question " + id + " is annotated for the second time");
                }
                double accuracy = accuracy(humanAnswers(fields), upload(processor, book.find(id)));
                all.add(accuracy);
                byType.computeIfAbsent(fields.text("answer_type"), type -> new Mean())
                        .add(accuracy);
            }
        });
        for (String id : book.keys()) {
            if (!annotated.contains(id)) {
                throw new InvalidDataException(annotations + ": has no annotation of the question " + id + " of "
                        + files.questions() + "; are the two files of one split?");
            }
        }
        List<Score> scores = new ArrayList<>();
        scores.add(all.score("accuracy"));
        byType.forEach((type, mean) -> scores.add(mean.score(type)));
        return new ScoreReport(name(), scores, List.of(new Count("missing answers", book.missing())));
    }

    /** The answers of a file to the questions of another one. */
    static AnswerBook<String> book(EvaluationFiles files) throws IOException {
        AnswerBook<String> book = new AnswerBook<>(files.questions());
        for (Placed<BenchmarkQuestion> question : VqaV2Questions.read(files.questions())) {
            book.expect(question.value().id().text(), question);
        }
        for (Placed<Answer> answer : AnswersFile.read(files.answers())) {
            book.put(answer.value().questionId().text(), answer);
        }
        return book;
    }

    /** What the upload says for an answer that may be missing. */
    static String upload(AnswerProcessor processor, @Nullable Answer answer) {
        return answer == null ? "" : processor.process(answer.text());
    }

    private List<String> humanAnswers(JsonFields fields) throws InvalidDataException {
        List<String> answers = new ArrayList<>();
        for (JsonFields answer : fields.objects("answers")) {
            answers.add(processor.oneLine(answer.text("answer")));
        }
        if (answers.isEmpty()) {
            throw fields.invalid("\"answers\" is empty, expected the answers of ten people");
        }
        return answers;
    }

    /** The official accuracy of an uploaded answer, from 0 to 1. */
    private double accuracy(List<String> people, String uploaded) {
        String prediction = processor.oneLine(uploaded);
        if (new HashSet<>(people).size() == 1) {
            return HumanAgreement.accuracy(people, prediction);
        }
        return HumanAgreement.accuracy(
                people.stream().map(processor::processVqa).toList(), processor.processVqa(prediction));
    }
}
