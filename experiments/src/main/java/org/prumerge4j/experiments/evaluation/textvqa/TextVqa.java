package org.prumerge4j.experiments.evaluation.textvqa;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import org.prumerge4j.experiments.evaluation.LlavaQuestions;
import org.prumerge4j.experiments.evaluation.Mean;
import org.prumerge4j.experiments.evaluation.QuestionId;
import org.prumerge4j.experiments.evaluation.ScoreReport;
import org.prumerge4j.experiments.evaluation.format.JsonFields;
import org.prumerge4j.experiments.evaluation.format.JsonRecords;
import org.prumerge4j.experiments.evaluation.format.Placed;
import org.prumerge4j.experiments.evaluation.format.PythonText;

/**
 * TextVQA by the soft accuracy of M4C. The id of a question is that of its picture, so that answers are matched by
 * picture and question. A question of the questions file without an answer counts as wrong; the official script, which
 * knows only the answers, would leave it out.
 */
public final class TextVqa implements Benchmark {
    private static final int PEOPLE = 10;

    private final AnswerProcessor processor = new AnswerProcessor();
    private final boolean ocrHints;

    /**
     * @param ocrHints whether the questions are asked with the OCR words that the questions file brings; they raise the
     *     score and hide what the visual tokens have lost. Scoring takes answers to prompts of either kind.
     */
    public TextVqa(boolean ocrHints) {
        this.ocrHints = ocrHints;
    }

    /** A question as answers and annotations are matched by it. */
    private record Key(String imageId, String question) {
        @Override
        public String toString() {
            return imageId + " \"" + question + "\"";
        }
    }

    @Override
    public String name() {
        return "textvqa";
    }

    @Override
    public String questionsHint() {
        return "llava_textvqa_val_v051_ocr.jsonl";
    }

    @Override
    public String annotationsHint() {
        return "TextVQA_0.5.1_val.json";
    }

    @Override
    public @Nullable Upload upload() {
        return null;
    }

    @Override
    public List<BenchmarkQuestion> questions(Path questions) throws IOException {
        return LlavaQuestions.read(questions).stream()
                .map(Placed::value)
                .map(question -> ocrHints
                        ? question
                        : new BenchmarkQuestion(
                                question.id(),
                                question.image(),
                                TextVqaPrompt.withoutHint(question.prompt()),
                                question.category()))
                .toList();
    }

    @Override
    public ScoreReport score(EvaluationFiles files) throws IOException {
        AnswerBook<Key> book = new AnswerBook<>(files.questions());
        for (Placed<BenchmarkQuestion> question : LlavaQuestions.read(files.questions())) {
            BenchmarkQuestion value = question.value();
            book.expectAnother(key(value.id(), value.prompt(), question), question);
        }
        for (Placed<Answer> answer : AnswersFile.read(files.answers())) {
            Answer value = answer.value();
            book.put(key(value.questionId(), value.prompt(), answer), answer);
        }
        Map<Key, List<String>> people = people(files.needAnnotations(), book);
        Mean accuracy = new Mean();
        for (Key key : book.keys()) {
            @Nullable List<String> answers = people.get(key);
            if (answers == null) {
                throw new InvalidDataException(files.annotations() + ": has no annotation of the question " + key
                        + " of " + files.questions() + "; are the two files of one split?");
            }
            for (Answer answer : book.all(key)) {
                accuracy.add(HumanAgreement.accuracy(answers, processor.process(answer.text())));
            }
        }
        for (int i = 0; i < book.missing(); i++) {
            accuracy.add(0);
        }
        return new ScoreReport(
                name(), List.of(accuracy.score("accuracy")), List.of(new Count("missing answers", book.missing())));
    }

    private static Key key(QuestionId id, String prompt, Placed<?> where) throws InvalidDataException {
        @Nullable String question = TextVqaPrompt.question(prompt);
        if (question == null) {
            throw where.invalid("no question can be found in the prompt \"" + prompt.replace("\n", "\\n")
                    + "\", expected the question, optionally \"Reference OCR token: ...\", and the instruction, each on"
                    + " a line");
        }
        return new Key(id.text(), PythonText.lower(question));
    }

    /** The ten processed answers to each expected question; if a question is annotated twice, the later ones. */
    private Map<Key, List<String>> people(Path annotations, AnswerBook<Key> book) throws IOException {
        Map<Key, List<String>> people = new HashMap<>();
        JsonRecords.array(annotations, "data", fields -> {
            Key key = new Key(QuestionId.of(fields, "image_id").text(), PythonText.lower(fields.text("question")));
            if (book.expects(key)) {
                people.put(key, answers(fields));
            }
        });
        return people;
    }

    private List<String> answers(JsonFields fields) throws InvalidDataException {
        List<String> answers = new ArrayList<>();
        for (String answer : fields.texts("answers")) {
            answers.add(processor.process(answer));
        }
        if (answers.size() != PEOPLE) {
            throw fields.invalid("\"answers\": found " + answers.size() + ", expected those of " + PEOPLE + " people");
        }
        return answers;
    }
}
