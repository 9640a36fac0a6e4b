package org.prumerge4j.experiments.shapes.files;

import static org.prumerge4j.experiments.shapes.files.JsonFiles.object;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.prumerge4j.experiments.shapes.ShapesWorld.Purpose;
import org.prumerge4j.experiments.shapes.question.AnswerStyle;
import org.prumerge4j.experiments.shapes.question.Fact;
import org.prumerge4j.experiments.shapes.question.Family;
import org.prumerge4j.experiments.shapes.question.Writing;
import org.prumerge4j.experiments.shapes.scene.Scene;
import org.prumerge4j.experiments.shapes.scene.SceneText;

/** TextVQA: LLaVA's questions with and without what an OCR system read, and the official annotations. */
final class TextVqaFiles implements Benchmark {
    private static final int PEOPLE = 10;

    @Override
    public String folder() {
        return "textvqa";
    }

    @Override
    public Map<String, Integer> write(Path folder, List<PaintedScene> scenes) throws IOException {
        List<Asked> all = new ArrayList<>();
        for (PaintedScene scene : scenes) {
            for (Fact fact : Writing.everything(scene.scene(), scene.random(Purpose.TEXT_VQA))) {
                all.add(new Asked(scene, fact.open()));
            }
        }
        // Every text is another answer, so only the questions for characters can be balanced.
        List<Asked> questions = Balance.equalAnswers(
                all,
                each -> each.question().family(),
                each -> each.question().family() == Family.READING
                        ? ""
                        : each.question().answer());
        JsonFiles.lines(
                folder.resolve("llava_textvqa_val_v051_ocr.jsonl"),
                questions.stream().map(each -> line(each, hinted(each))).toList());
        JsonFiles.lines(
                folder.resolve("llava_textvqa_val_v051.jsonl"),
                questions.stream()
                        .map(each -> line(each, each.question().prompt()))
                        .toList());
        FamilyFile families = new FamilyFile();
        questions.forEach(each -> families.add(each.scene().scene().hash(), each.question()));
        families.write(folder);
        annotate(folder.resolve("TextVQA_0.5.1_val.json"), questions);
        for (PaintedScene scene : scenes) {
            if (scene.scene().text() != null) {
                String name = scene.scene().hash() + ".png";
                JsonFiles.bytes(folder.resolve("train_images").resolve(name), scene.png());
            }
        }
        return Asked.count(questions, Asked::family);
    }

    private static String hinted(Asked asked) {
        SceneText text = asked.scene().scene().text();
        String written = text == null ? "" : text.text();
        return AnswerStyle.WORD.ask(
                Writing.withHint(asked.question().text(), written, asked.scene().random(Purpose.TEXT_VQA)));
    }

    private static Map<String, Object> line(Asked asked, String prompt) {
        String id = asked.scene().scene().hash();
        return object("question_id", id, "image", id + ".png", "text", prompt, "category", "default");
    }

    private static void annotate(Path file, List<Asked> questions) throws IOException {
        List<Map<String, Object>> data = new ArrayList<>();
        for (Asked asked : questions) {
            String text = asked.question().text();
            data.add(object(
                    "question",
                    text,
                    "image_id",
                    asked.scene().scene().hash(),
                    "image_classes",
                    List.of(),
                    "image_width",
                    Scene.SIDE,
                    "image_height",
                    Scene.SIDE,
                    "answers",
                    Collections.nCopies(PEOPLE, asked.question().answer()),
                    "question_tokens",
                    List.of(text.toLowerCase(Locale.ROOT).replace("?", "").split(" ")),
                    "question_id",
                    data.size() + 1,
                    "set_name",
                    "val"));
        }
        JsonFiles.value(
                file,
                object("dataset_type", "val", "dataset_name", "textvqa", "dataset_version", "0.5.1", "data", data));
    }
}
