package org.prumerge4j.experiments.schema;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.yaml.Bound;
import org.prumerge4j.experiments.yaml.Problem;

/** Looks for every file an experiment reads, before anything is loaded. */
public final class FileCheck {
    private static final List<String> TOKENIZERS = List.of("tokenizer.json", "tokenizer.model");
    private static final List<String> PROJECTORS = List.of("mm_projector.bin", "mm_projector.safetensors");

    private final Bound<Experiment> experiment;
    private final List<Problem> problems = new ArrayList<>();
    private boolean onlyMissing = true;

    private FileCheck(Bound<Experiment> experiment) {
        this.experiment = experiment;
    }

    /** What is missing, each at the key that names it; empty if everything is there. */
    public static List<Problem> check(Bound<Experiment> experiment) {
        return List.copyOf(checked(experiment).problems);
    }

    /** Whether nothing is wrong but that files are missing, which may come later: no file where a folder should be. */
    public static boolean onlyMissing(Bound<Experiment> experiment) {
        return checked(experiment).onlyMissing;
    }

    private static FileCheck checked(Bound<Experiment> experiment) {
        FileCheck check = new FileCheck(experiment);
        check.model(experiment.value().model());
        check.data(experiment.value().data());
        check.validation(experiment.value().validation());
        check.output(experiment.value().output());
        List<DemoQuestion> questions = experiment.value().demo().questions();
        for (int i = 0; i < questions.size(); i++) {
            check.file("demo.questions[" + i + "].image", questions.get(i).image());
        }
        return check;
    }

    private void model(ModelSection model) {
        checkpoint("model.llava", model.llava(), true);
        checkpoint("model.language-model", model.languageModel(), true);
        checkpoint("model.vision-tower", model.visionTower(), false);
        @Nullable Path projector = model.projector();
        if (projector != null && Files.isDirectory(projector)) {
            if (PROJECTORS.stream().noneMatch(name -> Files.isRegularFile(projector.resolve(name)))) {
                reject("model.projector", "in " + projector + " there is no " + String.join(" or ", PROJECTORS));
            }
        } else if (projector != null && !Files.exists(projector)) {
            reject("model.projector", missing(projector, "there is no such file or folder"));
        } else if (projector != null) {
            file("model.projector", projector);
        }
    }

    private void checkpoint(String key, @Nullable Path folder, boolean tokenizer) {
        if (folder == null || !folder(key, folder)) {
            return;
        }
        if (!Files.isRegularFile(folder.resolve("config.json"))) {
            reject(key, "in " + folder + " there is no config.json");
        }
        WeightFiles.problems(folder).forEach(message -> reject(key, message));
        if (tokenizer && TOKENIZERS.stream().noneMatch(name -> Files.isRegularFile(folder.resolve(name)))) {
            reject(key, "in " + folder + " there is no " + String.join(" or ", TOKENIZERS));
        }
    }

    private void validation(@Nullable ValidationSection validation) {
        if (validation != null && validation.instructions() != null) {
            file("validation.instructions", validation.instructions());
        }
    }

    private void data(DataSection data) {
        file("data.instructions", data.instructions());
        folder("data.images", data.images());
    }

    private void output(Path output) {
        if (Files.exists(output) && !Files.isDirectory(output)) {
            onlyMissing = false;
            reject("output", output + " is a file, expected a folder or nothing");
        } else {
            @Nullable Path existing = output;
            while (existing != null && !Files.exists(existing)) {
                existing = existing.getParent();
            }
            if (existing != null && !Files.isWritable(existing)) {
                onlyMissing = false;
                reject("output", output + " cannot be written: no permission in " + existing);
            }
        }
    }

    private void file(String key, Path file) {
        onlyMissing &= !Files.exists(file) || (Files.isRegularFile(file) && Files.isReadable(file));
        if (!Files.isRegularFile(file)) {
            reject(
                    key,
                    missing(file, Files.isDirectory(file) ? "is a folder, expected a file" : "there is no such file"));
        } else if (!Files.isReadable(file)) {
            reject(key, missing(file, "no permission to read it"));
        }
    }

    private boolean folder(String key, Path folder) {
        if (!Files.isDirectory(folder)) {
            onlyMissing &= !Files.exists(folder);
            reject(
                    key,
                    missing(folder, Files.exists(folder) ? "is a file, expected a folder" : "there is no such folder"));
            return false;
        }
        return true;
    }

    private static String missing(Path path, String what) {
        return path + ": " + what;
    }

    private void reject(String key, String message) {
        problems.add(experiment.problem(key, message));
    }
}
