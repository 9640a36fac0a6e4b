package org.prumerge4j.experiments.shapes.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.prumerge4j.experiments.shapes.ShapesWorld.Purpose;
import org.prumerge4j.experiments.shapes.question.Choice;
import org.prumerge4j.experiments.shapes.question.Family;

/**
 * MMBench: one table with images in Base64. Every question is there once for every option, with the options moved on,
 * and is right only if all of its copies are.
 */
final class MmBenchFiles implements Benchmark {
    /** Copy {@code m} of a question has the index of the first one and {@code m} times this. */
    private static final int COPY = 1_000_000;

    private static final List<String> COLUMNS = List.of(
            "index",
            "question",
            "hint",
            "A",
            "B",
            "C",
            "D",
            "answer",
            "category",
            "l2-category",
            "image",
            "source",
            "comment",
            "split");

    @Override
    public String folder() {
        return "mmbench";
    }

    @Override
    public Map<String, Integer> write(Path folder, List<PaintedScene> scenes) throws IOException {
        List<Chosen> questions = Chosen.from(scenes, Purpose.MM_BENCH);
        StringBuilder table = new StringBuilder(String.join("\t", COLUMNS)).append('\n');
        FamilyFile families = new FamilyFile();
        for (int copy = 0; copy < Choice.OPTIONS; copy++) {
            for (int i = 0; i < questions.size(); i++) {
                families.add(
                        copy * COPY + i, questions.get(i).choice().rotated(copy).ask());
                table.append(row(copy * COPY + i, questions.get(i), copy)).append('\n');
            }
        }
        JsonFiles.text(folder.resolve("mmbench_dev_20230712.tsv"), table.toString());
        families.write(folder);
        return Asked.count(questions, each -> category(each.choice().topic()));
    }

    private static String row(int index, Chosen chosen, int copy) {
        Choice choice = chosen.choice().rotated(copy);
        return String.join(
                "\t",
                String.valueOf(index),
                choice.question(),
                "",
                String.join("\t", choice.options()),
                choice.letter(),
                category(choice.topic()),
                group(choice.topic()),
                Base64.getEncoder().encodeToString(chosen.scene().png()),
                "shapes",
                "",
                "dev");
    }

    private static String category(Family topic) {
        return switch (topic) {
            case COUNT, POSITION -> "object_localization";
            case RELATION -> "spatial_relationship";
            case READING, CHARACTER -> "ocr";
            default -> "attribute_recognition";
        };
    }

    private static String group(Family topic) {
        return topic == Family.RELATION
                ? "finegrained_perception (cross-instance)"
                : "finegrained_perception (instance-level)";
    }
}
