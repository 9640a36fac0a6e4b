package org.prumerge4j.experiments.shapes.files;

import static org.prumerge4j.experiments.shapes.files.JsonFiles.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.prumerge4j.experiments.shapes.ShapesWorld.Purpose;
import org.prumerge4j.experiments.shapes.question.Choice;
import org.prumerge4j.experiments.shapes.question.Words;
import org.prumerge4j.experiments.shapes.scene.Scene;
import org.prumerge4j.experiments.shapes.scene.SceneText;

/** ScienceQA: the official problems and splits, and LLaVA's conversations of them; every fifth is without an image. */
final class ScienceQaFiles implements Benchmark {
    private static final int IMAGES_PER_TEXT = 4;
    private static final String IMAGE = "image.png";

    @Override
    public String folder() {
        return "scienceqa";
    }

    @Override
    public Map<String, Integer> write(Path folder, List<PaintedScene> scenes) throws IOException {
        Map<String, Object> problems = new LinkedHashMap<>();
        List<Map<String, Object>> conversations = new ArrayList<>();
        FamilyFile families = new FamilyFile();
        Map<String, Integer> counts = new TreeMap<>();
        List<Chosen> withImages = Chosen.from(scenes, Purpose.SCIENCE_QA);
        for (Chosen chosen : withImages) {
            PaintedScene scene = chosen.scene();
            String id = String.valueOf(problems.size() + 1);
            problems.put(id, problem(chosen.choice(), hint(scene.scene(), chosen.choice()), true));
            conversations.add(conversation(id, chosen.choice(), hint(scene.scene(), chosen.choice()), true));
            families.add(id, chosen.choice().ask());
            JsonFiles.bytes(folder.resolve("images/test").resolve(id).resolve(IMAGE), scene.png());
            counts.merge("image", 1, Integer::sum);
            if (problems.size() % (IMAGES_PER_TEXT + 1) == IMAGES_PER_TEXT) {
                Choice words = Words.choice(scene.random(Purpose.SCIENCE_QA));
                String textId = String.valueOf(problems.size() + 1);
                problems.put(textId, problem(words, "", false));
                conversations.add(conversation(textId, words, "", false));
                families.add(textId, words.ask());
                counts.merge("text", 1, Integer::sum);
            }
        }
        List<String> none = List.of();
        JsonFiles.value(folder.resolve("problems.json"), problems);
        JsonFiles.value(
                folder.resolve("pid_splits.json"),
                object("train", none, "val", none, "test", List.copyOf(problems.keySet())));
        JsonFiles.array(folder.resolve("llava_test_CQM-A.json"), conversations);
        families.write(folder);
        return counts;
    }

    /** Something true about the image that does not tell the answer; empty for most questions. */
    private static String hint(Scene scene, Choice choice) {
        SceneText text = scene.text();
        return switch (choice.topic()) {
            case READING, CHARACTER ->
                text == null ? "" : "The text has " + text.text().length() + " characters.";
            default -> "";
        };
    }

    private static Map<String, Object> problem(Choice choice, String hint, boolean image) {
        JsonNode file = image ? TextNode.valueOf(IMAGE) : NullNode.getInstance();
        return object(
                "question",
                choice.question(),
                "choices",
                choice.options(),
                "answer",
                choice.right(),
                "hint",
                hint,
                "image",
                file,
                "task",
                "closed choice",
                "grade",
                "grade1",
                "subject",
                "natural science",
                "topic",
                choice.topic().word(),
                "category",
                choice.topic().word(),
                "skill",
                choice.topic().word(),
                "lecture",
                "",
                "solution",
                "",
                "split",
                "test");
    }

    private static Map<String, Object> conversation(String id, Choice choice, String hint, boolean image) {
        Map<String, Object> conversation = object("id", id);
        if (image) {
            conversation.put("image", id + "/" + IMAGE);
        }
        String context = hint.isEmpty() ? "" : "Context: " + hint + "\n";
        String question = context + choice.text() + (image ? "\n<image>" : "");
        conversation.put(
                "conversations",
                List.of(
                        object("from", "human", "value", question),
                        object("from", "gpt", "value", "The answer is " + choice.letter() + ".")));
        return conversation;
    }
}
