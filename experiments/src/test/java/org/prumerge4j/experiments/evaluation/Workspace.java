package org.prumerge4j.experiments.evaluation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Writes the small files of a test, and looks scores up. */
public final class Workspace {
    private final Path folder;

    /** Files go into the folder. */
    public Workspace(Path folder) {
        this.folder = folder;
    }

    /** Writes lines to a file, whose parents are created. */
    public Path file(String name, String... lines) throws IOException {
        Path file = folder.resolve(name);
        Path parent = file.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        return Files.write(file, List.of(lines));
    }

    /** An answers file of alternating question ids (strings or numbers), prompts and texts. */
    public Path answers(Object... idsPromptsTexts) throws IOException {
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < idsPromptsTexts.length; i += 3) {
            Object id = idsPromptsTexts[i];
            answers.add(new Answer(
                    new QuestionId(id.toString(), id instanceof Number),
                    idsPromptsTexts[i + 1].toString(),
                    idsPromptsTexts[i + 2].toString(),
                    "a" + i,
                    "model",
                    JsonNodeFactory.instance.objectNode()));
        }
        Path file = folder.resolve("answers.jsonl");
        AnswersFile.write(file, answers);
        return file;
    }

    /** The value of a score of a report. */
    public static double value(ScoreReport report, String name) {
        return only(report, name, Score::value);
    }

    /** The number of questions of a score of a report. */
    public static int questions(ScoreReport report, String name) {
        return (int) only(report, name, Score::questions);
    }

    private static double only(ScoreReport report, String name, ToDoubleFunction<Score> part) {
        List<Score> found = report.scores().stream()
                .filter(score -> score.name().equals(name))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " scores are named " + name + " in " + report);
        }
        return part.applyAsDouble(found.get(0));
    }

    /** The value of a count of a report. */
    public static int count(ScoreReport report, String name) {
        return report.counts().stream()
                .filter(count -> count.name().equals(name))
                .mapToInt(Count::value)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no count is named " + name + " in " + report));
    }
}
