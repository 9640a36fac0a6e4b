package org.prumerge4j.experiments.shapes.files;

import static org.prumerge4j.experiments.shapes.files.JsonFiles.object;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.prumerge4j.experiments.shapes.ShapesWorld.Purpose;
import org.prumerge4j.experiments.shapes.question.Facts;
import org.prumerge4j.experiments.shapes.question.Family;
import org.prumerge4j.experiments.shapes.question.Presence;
import org.prumerge4j.experiments.shapes.question.Question;
import org.prumerge4j.experiments.shapes.scene.Pair;
import org.prumerge4j.experiments.shapes.scene.Scene;
import org.prumerge4j.experiments.shapes.scene.WorldRandom;

/** MME: five of its subtasks; two questions for every image, one with yes and one with no for an answer. */
final class MmeFiles implements Benchmark {
    private static final String RELEASE = "MME_Benchmark_release_version";
    private static final String SUFFIX = " Please answer yes or no.";
    /** Most images of a subtask. */
    private static final int IMAGES = 200;

    private static final List<Subtask> SUBTASKS = List.of(
            new Subtask("existence", Family.PRESENCE),
            new Subtask("count", Family.COUNT),
            new Subtask("position", Family.POSITION),
            new Subtask("color", Family.COLOR),
            new Subtask("OCR", Family.READING));

    private record Subtask(String name, Family family) {}

    private record Couple(Question yes, Question no) {}

    @Override
    public String folder() {
        return "MME";
    }

    @Override
    public Map<String, Integer> write(Path folder, List<PaintedScene> scenes) throws IOException {
        List<Map<String, Object>> lines = new ArrayList<>();
        FamilyFile families = new FamilyFile();
        Map<String, Integer> counts = new TreeMap<>();
        for (Subtask subtask : SUBTASKS) {
            int images = 0;
            for (PaintedScene scene : scenes) {
                Optional<Couple> found = couple(subtask.family(), scene.scene(), scene.random(Purpose.MME));
                if (images == IMAGES || found.isEmpty()) {
                    continue;
                }
                images++;
                String name = subtask.name() + "/" + scene.twelveDigits();
                List<Question> questions =
                        List.of(found.get().yes(), found.get().no());
                StringBuilder labels = new StringBuilder();
                for (Question question : questions) {
                    lines.add(line(subtask, name + ".png", question));
                    families.add(name + ".png", question);
                    String answer = question.answer().equals("yes") ? "Yes" : "No";
                    labels.append(question.text())
                            .append(SUFFIX)
                            .append('\t')
                            .append(answer)
                            .append('\n');
                }
                JsonFiles.text(folder.resolve(RELEASE).resolve(name + ".txt"), labels.toString());
                JsonFiles.bytes(folder.resolve(RELEASE).resolve(name + ".png"), scene.png());
            }
            counts.put(subtask.name(), 2 * images);
        }
        JsonFiles.lines(folder.resolve("llava_mme.jsonl"), lines);
        families.write(folder);
        return counts;
    }

    private static Map<String, Object> line(Subtask subtask, String image, Question question) {
        return object("question_id", image, "image", image, "text", question.prompt(), "category", subtask.name());
    }

    private static Optional<Couple> couple(Family family, Scene scene, WorldRandom random) {
        if (family == Family.PRESENCE) {
            List<Pair> present = Presence.RANDOM.present(scene, random);
            List<Pair> absent = Presence.RANDOM.absent(scene, random);
            return present.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Couple(Presence.ask(scene, present.get(0)), Presence.ask(scene, absent.get(0))));
        }
        return Facts.of(scene, random).stream()
                .filter(fact -> fact.family() == family)
                .findFirst()
                .map(fact -> new Couple(fact.trueClaim(), fact.falseClaim(random)));
    }
}
