package org.prumerge4j.experiments.evaluation.mme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.InvalidDataException;
import org.prumerge4j.experiments.evaluation.format.PythonText;
import org.prumerge4j.experiments.evaluation.format.TextLines;

/** The right answers in the folder {@code MME_Benchmark_release_version}: one text file of tab-separated lines an image. */
final class MmeTruth {
    private static final String INSTRUCTION = "Answer the question using a single word or phrase.";
    private static final String OFFICIAL = "Please answer yes or no.";

    private final Path folder;
    private final Map<MmeKey, String> answers = new HashMap<>();

    private MmeTruth(Path folder) {
        this.folder = folder;
    }

    /**
     * A question of the release.
     *
     * @param file name of the text file
     */
    record MmeKey(String category, String file, String question) {}

    /**
     * The official question and what is right.
     *
     * @param answer Yes or No as the release spells it
     */
    record Truth(String question, String answer) {}

    static MmeTruth read(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
        MmeTruth truth = new MmeTruth(folder);
        for (Path category : entries(folder)) {
            if (Files.isDirectory(category)) {
                truth.readCategory(category);
            }
        }
        if (truth.answers.isEmpty()) {
            throw new InvalidDataException(folder + ": holds no <category>/*.txt or"
                    + " <category>/questions_answers_YN/*.txt; expected MME_Benchmark_release_version");
        }
        return truth;
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }

    private void readCategory(Path category) throws IOException {
        Path files = Files.exists(category.resolve("images")) ? category.resolve("questions_answers_YN") : category;
        String name = name(category);
        for (Path file : entries(files)) {
            if (name(file).endsWith(".txt")) {
                readFile(name, file);
            }
        }
    }

    private void readFile(String category, Path file) throws IOException {
        try (TextLines lines = TextLines.open(file)) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (line.isBlank()) {
                    continue;
                }
                String[] fields = PythonText.strip(line).split("\t", -1);
                if (fields.length != 2) {
                    throw new InvalidDataException(lines.place() + ": found " + fields.length
                            + " fields, expected a question, a tab, and Yes or No");
                }
                String answer = PythonText.lower(fields[1]);
                if (!answer.equals("yes") && !answer.equals("no")) {
                    throw new InvalidDataException(
                            lines.place() + ": the answer is \"" + fields[1] + "\", expected Yes or No");
                }
                answers.put(new MmeKey(category, name(file), fields[0]), fields[1]);
            }
        }
    }

    private static String name(Path path) {
        @Nullable Path name = path.getFileName();
        return name == null ? "" : name.toString();
    }

    /**
     * The official question behind a prompt: LLaVA's instruction goes, the official one returns, behind one space or,
     * where the release has it so, two; null if the release has no such question about the image.
     */
    @Nullable
    Truth find(String category, String file, String prompt) {
        String question = prompt;
        if (question.contains(INSTRUCTION)) {
            question = PythonText.strip(question.replace(INSTRUCTION, ""));
        }
        if (!question.contains(OFFICIAL)) {
            question += " " + OFFICIAL;
            if (!answers.containsKey(new MmeKey(category, file, question))) {
                question = question.replace(" " + OFFICIAL, "  " + OFFICIAL);
            }
        }
        @Nullable String answer = answers.get(new MmeKey(category, file, question));
        return answer == null ? null : new Truth(question, answer);
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
