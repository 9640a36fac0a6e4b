package org.prumerge4j.experiments.evaluation.mme;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.prumerge4j.data.InvalidDataException;
import org.prumerge4j.experiments.evaluation.Benchmark;
import org.prumerge4j.experiments.evaluation.BenchmarkQuestion;
import org.prumerge4j.experiments.evaluation.Count;
import org.prumerge4j.experiments.evaluation.EvaluationFiles;
import org.prumerge4j.experiments.evaluation.LlavaQuestions;
import org.prumerge4j.experiments.evaluation.Score;
import org.prumerge4j.experiments.evaluation.ScoreReport;
import org.prumerge4j.experiments.evaluation.format.Placed;
import org.prumerge4j.model.io.AtomicFiles;

/**
 * MME: points of perception (at most 2000; what LLaVA and PruMerge quote), of cognition (at most 800), and of each
 * subtask (at most 200). A sum is over the subtasks that the questions cover; a count says how many those are.
 */
public final class Mme implements Benchmark {
    private static final List<String> PERCEPTION = List.of(
            "existence", "count", "position", "color", "posters", "celebrity", "scene", "landmark", "artwork", "OCR");
    private static final List<String> COGNITION =
            List.of("commonsense_reasoning", "numerical_calculation", "text_translation", "code_reasoning");

    @Override
    public String name() {
        return "mme";
    }

    @Override
    public String questionsHint() {
        return "llava_mme.jsonl";
    }

    @Override
    public String annotationsHint() {
        return "folder MME_Benchmark_release_version";
    }

    @Override
    public List<BenchmarkQuestion> questions(Path questions) throws IOException {
        return LlavaQuestions.read(questions).stream().map(Placed::value).toList();
    }

    @Override
    public ScoreReport score(EvaluationFiles files) throws IOException {
        Map<String, MmeSubtask> subtasks = new LinkedHashMap<>();
        for (Map.Entry<String, List<MmeItem>> category : MmeItems.read(files).entrySet()) {
            String name = category.getKey();
            if (!PERCEPTION.contains(name) && !COGNITION.contains(name)) {
                throw new InvalidDataException(files.questions() + ": the question_id begins with the category " + name
                        + ", expected one of " + PERCEPTION + " or " + COGNITION);
            }
            subtasks.put(name, subtask(name, category.getValue(), files.questions()));
        }
        List<Score> sums = new ArrayList<>();
        List<Score> details = new ArrayList<>();
        List<Count> counts = new ArrayList<>();
        add("perception", PERCEPTION, subtasks, sums, details, counts);
        add("cognition", COGNITION, subtasks, sums, details, counts);
        sums.addAll(details);
        counts.add(new Count(
                "answers neither yes nor no",
                subtasks.values().stream().mapToInt(MmeSubtask::others).sum()));
        return new ScoreReport(name(), sums, counts);
    }

    private static MmeSubtask subtask(String name, List<MmeItem> items, Path questions) throws InvalidDataException {
        MmeSubtask subtask = new MmeSubtask(name);
        for (int i = 0; i < items.size(); i += 2) {
            MmeItem first = items.get(i);
            if (i + 1 == items.size() || !items.get(i + 1).imageId().equals(first.imageId())) {
                throw new InvalidDataException(questions + ": the question " + first.imageId() + " \""
                        + first.question() + "\" is not followed, within " + name
                        + ", by the second question about its image; MME counts questions in pairs");
            }
            subtask.add(first, items.get(i + 1));
        }
        return subtask;
    }

    private static void add(
            String group,
            List<String> names,
            Map<String, MmeSubtask> subtasks,
            List<Score> sums,
            List<Score> details,
            List<Count> counts) {
        List<MmeSubtask> covered =
                names.stream().map(subtasks::get).filter(Objects::nonNull).toList();
        if (covered.isEmpty()) {
            return;
        }
        double points = covered.stream().mapToDouble(MmeSubtask::points).sum();
        int questions = covered.stream().mapToInt(MmeSubtask::questions).sum();
        sums.add(new Score(group, points, questions));
        covered.forEach(subtask -> details.addAll(subtask.scores()));
        counts.add(new Count(group + " subtasks of " + names.size(), covered.size()));
    }

    @Override
    public Upload upload() {
        return new Results();
    }

    /** The folder of results files that the official {@code calculation.py} reads. */
    private static final class Results implements Upload {
        @Override
        public String describe() {
            return "folder of <category>.txt for the official calculation.py";
        }

        @Override
        public boolean withoutAnnotations() {
            return false;
        }

        @Override
        public void write(EvaluationFiles files, Path target) throws IOException {
            Map<String, List<MmeItem>> items = MmeItems.read(files);
            for (Map.Entry<String, List<MmeItem>> category : items.entrySet()) {
                StringBuilder text = new StringBuilder();
                category.getValue().forEach(item -> text.append(item.line()));
                byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
                new AtomicFiles()
                        .writeFile(
                                target.resolve(category.getKey() + ".txt"),
                                channel -> channel.write(ByteBuffer.wrap(bytes)));
            }
        }
    }
}
