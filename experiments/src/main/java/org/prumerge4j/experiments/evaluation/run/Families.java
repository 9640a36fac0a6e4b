package org.prumerge4j.experiments.evaluation.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.prumerge4j.experiments.evaluation.Answer;
import org.prumerge4j.experiments.evaluation.BenchmarkQuestion;
import org.prumerge4j.experiments.evaluation.Mean;
import org.prumerge4j.experiments.evaluation.format.JsonRecords;
import org.prumerge4j.experiments.evaluation.format.Placed;
import org.prumerge4j.experiments.shapes.files.FamilyFile;

/**
 * The kind and the right answer of each question of a benchmark, where a world has written them beside the questions.
 * An answer is right if it is the right one but for case and a full stop at its end.
 */
final class Families {
    private final List<Placed<Line>> lines;

    private Families(List<Placed<Line>> lines) {
        this.lines = lines;
    }

    private record Line(String id, String family, String answer) {}

    /** The file beside a questions file; nothing if there is none. */
    static Families beside(Path questions) throws IOException {
        Path file = questions.resolveSibling(FamilyFile.NAME);
        List<Placed<Line>> lines = new ArrayList<>();
        if (Files.isRegularFile(file)) {
            JsonRecords.lines(
                    file,
                    fields -> lines.add(new Placed<>(
                            new Line(
                                    fields.textOrInteger(FamilyFile.QUESTION_ID).asText(),
                                    fields.text(FamilyFile.FAMILY),
                                    fields.text(FamilyFile.ANSWER)),
                            fields.place())));
        }
        return new Families(lines);
    }

    /**
     * The share of right answers by family.
     *
     * @param questions the first questions of the file, or all
     * @param answers of the questions, in their order
     */
    Map<String, Mean> means(List<BenchmarkQuestion> questions, List<Answer> answers) throws IOException {
        Map<String, Mean> means = new TreeMap<>();
        for (int i = 0; i < Math.min(lines.size(), questions.size()); i++) {
            Line line = lines.get(i).value();
            String asked = questions.get(i).id().text();
            if (!line.id.equals(asked)) {
                throw lines.get(i)
                        .invalid("is about the question " + line.id + ", but the question in its place is " + asked
                                + "; the two files are not of one world");
            }
            means.computeIfAbsent(line.family, family -> new Mean())
                    .add(plain(answers.get(i).text()).equals(plain(line.answer)));
        }
        return means;
    }

    private static String plain(String text) {
        String stripped = text.strip().toLowerCase(Locale.ROOT);
        return stripped.endsWith(".") ? stripped.substring(0, stripped.length() - 1) : stripped;
    }
}
