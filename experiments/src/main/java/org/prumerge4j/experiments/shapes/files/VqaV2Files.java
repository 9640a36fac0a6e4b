package org.prumerge4j.experiments.shapes.files;

import static org.prumerge4j.experiments.shapes.files.JsonFiles.object;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.prumerge4j.experiments.shapes.ShapesWorld.Purpose;
import org.prumerge4j.experiments.shapes.question.Conversation;
import org.prumerge4j.experiments.shapes.question.Question;

/**
 * VQAv2: LLaVA's question files of the test set, and the official questions and annotations that only the validation
 * set of the original has. All ten people agree.
 */
final class VqaV2Files implements Benchmark {
    private static final int PEOPLE = 10;
    /** Questions of an image have its number, followed by three digits. */
    private static final int IDS_PER_IMAGE = 1000;

    /** Openings of questions that the official annotations tell apart, longer ones first. */
    private static final List<String> OPENINGS =
            List.of("what color is the", "is there a", "how many", "where is the", "what is the", "is the", "is there");

    private record Numbered(Asked asked, int id) {
        private PaintedScene scene() {
            return asked.scene();
        }

        private Question question() {
            return asked.question();
        }
    }

    @Override
    public String folder() {
        return "vqav2";
    }

    @Override
    public Map<String, Integer> write(Path folder, List<PaintedScene> scenes) throws IOException {
        List<Asked> all = new ArrayList<>();
        for (PaintedScene scene : scenes) {
            Conversation.look(scene.scene(), scene.random(Purpose.VQA_V2)).stream()
                    .distinct()
                    .forEach(question -> all.add(new Asked(scene, question)));
        }
        List<Numbered> questions = numbered(Asked.balanced(all));
        List<Map<String, Object>> lines = questions.stream().map(this::line).toList();
        JsonFiles.lines(folder.resolve("llava_vqav2_mscoco_test-dev2015.jsonl"), lines);
        JsonFiles.lines(folder.resolve("llava_vqav2_mscoco_test2015.jsonl"), lines);
        JsonFiles.value(
                folder.resolve("v2_OpenEnded_mscoco_val2014_questions.json"),
                official(
                        "questions",
                        questions.stream().map(this::officialQuestion).toList()));
        JsonFiles.value(
                folder.resolve("v2_mscoco_val2014_annotations.json"),
                official("annotations", questions.stream().map(this::annotation).toList()));
        FamilyFile families = new FamilyFile();
        questions.forEach(question -> families.add(question.id(), question.question()));
        families.write(folder);
        for (PaintedScene scene : scenes) {
            JsonFiles.bytes(folder.resolve("test2015").resolve(image(scene)), scene.png());
        }
        return Asked.count(questions, question -> question.asked().family());
    }

    private static List<Numbered> numbered(List<Asked> asked) {
        Map<Integer, Integer> next = new HashMap<>();
        return asked.stream()
                .map(each -> {
                    int number = each.scene().number();
                    int rank = next.merge(number, 1, Integer::sum) - 1;
                    return new Numbered(each, number * IDS_PER_IMAGE + rank);
                })
                .toList();
    }

    private static String image(PaintedScene scene) {
        return "COCO_test2015_" + scene.twelveDigits() + ".png";
    }

    private Map<String, Object> line(Numbered question) {
        return object(
                "question_id",
                question.id(),
                "image",
                image(question.scene()),
                "text",
                question.question().prompt(),
                "category",
                "default");
    }

    private static Map<String, Object> official(String name, List<Map<String, Object>> items) {
        return object(
                "info",
                object("description", "The world shapes of PruMerge4J in the format of VQA v2.0", "version", "2.0"),
                "task_type",
                "Open-Ended",
                "data_type",
                "mscoco",
                "data_subtype",
                "val2014",
                "license",
                object("name", "Apache License 2.0", "url", "https://www.apache.org/licenses/LICENSE-2.0"),
                name,
                items);
    }

    private Map<String, Object> officialQuestion(Numbered question) {
        return object(
                "image_id",
                question.scene().number(),
                "question",
                question.question().text(),
                "question_id",
                question.id());
    }

    private Map<String, Object> annotation(Numbered question) {
        String answer = question.question().answer();
        List<Map<String, Object>> answers = IntStream.rangeClosed(1, PEOPLE)
                .mapToObj(person -> object("answer", answer, "answer_confidence", "yes", "answer_id", person))
                .toList();
        String text = question.question().text().toLowerCase(Locale.ROOT);
        return object(
                "question_type",
                OPENINGS.stream().filter(text::startsWith).findFirst().orElse("none of the above"),
                "multiple_choice_answer",
                answer,
                "answers",
                answers,
                "image_id",
                question.scene().number(),
                "answer_type",
                answerType(answer),
                "question_id",
                question.id());
    }

    private static String answerType(String answer) {
        if (answer.equals("yes") || answer.equals("no")) {
            return "yes/no";
        }
        return Character.isDigit(answer.charAt(0)) ? "number" : "other";
    }
}
