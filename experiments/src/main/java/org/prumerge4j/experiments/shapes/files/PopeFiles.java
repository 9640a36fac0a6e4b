package org.prumerge4j.experiments.shapes.files;

import static org.prumerge4j.experiments.shapes.files.JsonFiles.object;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.prumerge4j.experiments.shapes.ShapesWorld.Purpose;
import org.prumerge4j.experiments.shapes.question.Presence;
import org.prumerge4j.experiments.shapes.question.Question;
import org.prumerge4j.experiments.shapes.scene.Pair;
import org.prumerge4j.experiments.shapes.scene.WorldRandom;

/** POPE: LLaVA's one question file for all categories and the official labels of each, in the same order. */
final class PopeFiles implements Benchmark {
    /** Most questions of an image and category with either answer. */
    private static final int OF_EITHER_ANSWER = 2;

    @Override
    public String folder() {
        return "pope";
    }

    @Override
    public Map<String, Integer> write(Path folder, List<PaintedScene> scenes) throws IOException {
        List<Map<String, Object>> lines = new ArrayList<>();
        FamilyFile families = new FamilyFile();
        Map<String, Integer> counts = new TreeMap<>();
        for (Presence category : Presence.values()) {
            List<Map<String, Object>> labels = new ArrayList<>();
            for (Asked asked : questions(category, scenes)) {
                String image = image(asked.scene());
                families.add(lines.size() + 1, asked.question());
                lines.add(object(
                        "question_id",
                        lines.size() + 1,
                        "image",
                        image,
                        "text",
                        asked.question().prompt(),
                        "category",
                        category.word()));
                labels.add(object(
                        "question_id",
                        labels.size() + 1,
                        "image",
                        image,
                        "text",
                        asked.question().text(),
                        "label",
                        asked.question().answer()));
            }
            JsonFiles.lines(folder.resolve("coco/coco_pope_" + category.word() + ".json"), labels);
            counts.put(category.word(), labels.size());
        }
        JsonFiles.lines(folder.resolve("llava_pope_test.jsonl"), lines);
        families.write(folder);
        for (PaintedScene scene : scenes) {
            JsonFiles.bytes(folder.resolve("val2014").resolve(image(scene)), scene.png());
        }
        return counts;
    }

    private static String image(PaintedScene scene) {
        return "COCO_val2014_" + scene.twelveDigits() + ".png";
    }

    /** Yes and no in turn. */
    private static List<Asked> questions(Presence category, List<PaintedScene> scenes) {
        List<Asked> questions = new ArrayList<>();
        for (PaintedScene scene : scenes) {
            WorldRandom random = scene.random(Purpose.POPE);
            List<Pair> present = category.present(scene.scene(), random);
            List<Pair> absent = category.absent(scene.scene(), random);
            int count = Math.min(OF_EITHER_ANSWER, Math.min(present.size(), absent.size()));
            for (int i = 0; i < count; i++) {
                for (Pair pair : List.of(present.get(i), absent.get(i))) {
                    Question question = Presence.ask(scene.scene(), pair);
                    questions.add(new Asked(scene, question));
                }
            }
        }
        return questions;
    }
}
