package org.prumerge4j.experiments.evaluation.mme;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.evaluation.Answer;
import org.prumerge4j.experiments.evaluation.AnswerBook;
import org.prumerge4j.experiments.evaluation.AnswersFile;
import org.prumerge4j.experiments.evaluation.BenchmarkQuestion;
import org.prumerge4j.experiments.evaluation.EvaluationFiles;
import org.prumerge4j.experiments.evaluation.LlavaQuestions;
import org.prumerge4j.experiments.evaluation.format.Placed;

/** Brings answers, questions and right answers of MME together. */
final class MmeItems {
    private MmeItems() {}

    /** A question, of which two share the id of their image. */
    private record Key(String id, String prompt) {
        @Override
        public String toString() {
            return id + " \"" + prompt.replace("\n", "\\n") + "\"";
        }
    }

    /** The answered questions of every category in the order of the questions file. */
    static Map<String, List<MmeItem>> read(EvaluationFiles files) throws IOException {
        MmeTruth release = MmeTruth.read(files.needAnnotations());
        List<Placed<BenchmarkQuestion>> questions = LlavaQuestions.read(files.questions());
        AnswerBook<Key> book = new AnswerBook<>(files.questions());
        for (Placed<BenchmarkQuestion> question : questions) {
            book.expect(key(question.value()), question);
        }
        for (Placed<Answer> answer : AnswersFile.read(files.answers())) {
            book.put(new Key(answer.value().questionId().text(), answer.value().prompt()), answer);
        }
        Map<String, List<MmeItem>> items = new LinkedHashMap<>();
        for (Placed<BenchmarkQuestion> question : questions) {
            String id = question.value().id().text();
            Answer answer =
                    book.need(key(question.value()), files.answers(), "MME counts questions in pairs and needs all");
            String category = id.split("/", -1)[0];
            String file = textFile(id);
            MmeTruth.@Nullable Truth truth = release.find(category, file, answer.prompt());
            if (truth == null) {
                throw question.invalid("the question \"" + answer.prompt().replace("\n", "\\n") + "\" is not in "
                        + category + "/" + file + " of " + release + "; is the release complete?");
            }
            items.computeIfAbsent(category, name -> new ArrayList<>())
                    .add(new MmeItem(id, file, truth.question(), truth.answer(), answer.text()));
        }
        return items;
    }

    private static Key key(BenchmarkQuestion question) {
        return new Key(question.id().text(), question.prompt());
    }

    /** {@code category/images/0001.png} is answered in {@code 0001.txt}. */
    private static String textFile(String id) {
        String image = id.substring(id.lastIndexOf('/') + 1);
        return image.split("\\.", -1)[0] + ".txt";
    }
}
