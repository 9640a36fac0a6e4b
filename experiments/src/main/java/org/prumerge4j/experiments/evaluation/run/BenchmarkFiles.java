package org.prumerge4j.experiments.evaluation.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.evaluation.Benchmark;
import org.prumerge4j.experiments.evaluation.suite.Benchmarks;
import org.prumerge4j.experiments.evaluation.textvqa.TextVqa;

/**
 * A benchmark and where its files are.
 *
 * @param benchmark what is asked and how it is scored
 * @param section what was configured
 * @param questions file of the questions
 * @param annotations right answers; null if they are in the questions file, or nobody has them
 * @param images folder of the images; of no use to a benchmark whose images are in the questions file
 */
record BenchmarkFiles(
        Benchmark benchmark, BenchmarkSection section, Path questions, @Nullable Path annotations, Path images) {
    private static final List<Official> OFFICIAL = List.of(
            new Official(
                    "vqav2",
                    "vqav2",
                    "llava_vqav2_mscoco_test-dev2015.jsonl",
                    "v2_mscoco_val2014_annotations.json",
                    "test2015"),
            new Official("scienceqa", "scienceqa", "llava_test_CQM-A.json", "", "images/test"),
            new Official(
                    "textvqa", "textvqa", "llava_textvqa_val_v051_ocr.jsonl", "TextVQA_0.5.1_val.json", "train_images"),
            new Official("pope", "pope", "llava_pope_test.jsonl", "coco", "val2014"),
            new Official(
                    "mme", "MME", "llava_mme.jsonl", "MME_Benchmark_release_version", "MME_Benchmark_release_version"),
            new Official("mmbench", "mmbench", "mmbench_dev_20230712.tsv", null, ""));

    /** Official names within {@code playground/data/eval}; annotations null if they are in the questions file. */
    private record Official(
            String benchmark, String folder, String questions, @Nullable String annotations, String images) {}

    /** Names of the benchmarks there are. */
    static List<String> names() {
        return OFFICIAL.stream().map(Official::benchmark).toList();
    }

    /**
     * The benchmarks of a configuration: those it names, or all whose questions are there.
     *
     * @throws IOException naming every file that is missing, or if no benchmark is there
     */
    static List<BenchmarkFiles> of(EvaluationConfig config) throws IOException {
        List<BenchmarkFiles> all = new ArrayList<>();
        for (Official official : OFFICIAL) {
            for (BenchmarkSection section : config.benchmarks()) {
                if (section.name().equals(official.benchmark)) {
                    all.add(files(config.data(), official, section));
                }
            }
            if (config.benchmarks().isEmpty()) {
                BenchmarkFiles files = files(config.data(), official, BenchmarkSection.of(official.benchmark));
                if (Files.isRegularFile(files.questions)) {
                    all.add(files);
                }
            }
        }
        if (all.isEmpty()) {
            throw new IOException("in " + config.data() + " there is no benchmark; expected at least one of "
                    + String.join(
                            ", ",
                            OFFICIAL.stream()
                                    .map(official -> official.folder + "/" + official.questions)
                                    .toList()));
        }
        List<String> missing = new ArrayList<>();
        all.forEach(files -> files.check(missing));
        if (!missing.isEmpty()) {
            throw new IOException("files are missing:\n  " + String.join("\n  ", missing));
        }
        return all;
    }

    private static BenchmarkFiles files(Path data, Official official, BenchmarkSection section) {
        Path folder = data.resolve(official.folder);
        Path questions = section.questions() == null ? folder.resolve(official.questions) : section.questions();
        Path images = section.images() == null ? folder.resolve(official.images) : section.images();
        Path annotations = section.annotations();
        if (annotations == null && official.annotations != null && section.score()) {
            annotations = folder.resolve(official.annotations);
        }
        return new BenchmarkFiles(benchmark(section), section, questions, annotations, images);
    }

    private static Benchmark benchmark(BenchmarkSection section) {
        if (section.name().equals("textvqa")) {
            return new TextVqa(section.ocrHints());
        }
        return Benchmarks.all().stream()
                .filter(benchmark -> benchmark.name().equals(section.name()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no benchmark " + section.name() + "; there are " + String.join(", ", names())));
    }

    private void check(List<String> missing) {
        String name = benchmark.name() + ": ";
        if (!Files.isRegularFile(questions)) {
            missing.add(name + "questions (" + benchmark.questionsHint() + "): " + questions);
        }
        if (scored() && annotations != null && !Files.exists(annotations)) {
            missing.add(name + "right answers (" + benchmark.annotationsHint() + "): " + annotations
                    + "; say 'score: false' if nobody has them");
        }
        if (benchmark.annotationsHint() != null && !Files.isDirectory(images)) {
            missing.add(name + "images: " + images);
        }
    }

    /** Whether answers can be scored: right answers are at hand, and all questions are asked. */
    boolean scored() {
        return section.score() && section.limit() == null;
    }
}
