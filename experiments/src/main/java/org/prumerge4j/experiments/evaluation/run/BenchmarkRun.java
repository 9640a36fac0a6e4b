package org.prumerge4j.experiments.evaluation.run;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.image.ImageReader;
import org.prumerge4j.experiments.evaluation.Answer;
import org.prumerge4j.experiments.evaluation.AnswersFile;
import org.prumerge4j.experiments.evaluation.Benchmark;
import org.prumerge4j.experiments.evaluation.BenchmarkQuestion;
import org.prumerge4j.experiments.evaluation.EvaluationFiles;
import org.prumerge4j.experiments.evaluation.QuestionImage;
import org.prumerge4j.experiments.evaluation.Score;
import org.prumerge4j.experiments.evaluation.ScoreReport;
import org.prumerge4j.experiments.evaluation.format.Placed;
import org.prumerge4j.experiments.run.EvaluatedModel;
import org.prumerge4j.model.io.AtomicFiles;
import org.prumerge4j.model.io.Checksums;
import org.prumerge4j.model.io.StrictJson;
import org.prumerge4j.training.llava.ReducedImage;

/**
 * One benchmark: all questions answered, the answers scored. Its folder holds, once it is done, {@code answers.jsonl},
 * {@code scores.json}, {@code run.json} and what the benchmark's server takes; before that {@code answers.log}.
 */
final class BenchmarkRun {
    private static final String ANSWERS = "answers.jsonl";
    private static final String LOG = "answers.log";
    private static final String RUN = "run.json";
    private static final String SCORES = "scores.json";
    private static final String VISUAL_TOKENS = "visual_tokens";
    private static final String IMAGE_PLACE = "<image>\n";
    private static final int ANSWER_ID_DIGITS = 22;
    private static final double NANO = 1e-9;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final EvaluationConfig config;
    private final BenchmarkFiles files;
    private final LazyModel model;
    private final Consumer<String> progress;
    private final Path folder;
    private final AtomicFiles atomic = new AtomicFiles();

    BenchmarkRun(EvaluationConfig config, BenchmarkFiles files, LazyModel model, Consumer<String> progress) {
        this.config = config;
        this.files = files;
        this.model = model;
        this.progress = progress;
        this.folder = config.output().resolve(files.benchmark().name());
    }

    /** Answers what is not answered yet, and scores. */
    BenchmarkResult run(String fingerprint) throws IOException {
        Files.createDirectories(folder);
        List<BenchmarkQuestion> questions = questions();
        Path run = folder.resolve(RUN);
        if (Files.isRegularFile(run)) {
            AnswerLog.requireSame(
                    run,
                    fingerprint,
                    StrictJson.readObject(run).path("evaluation").asText());
        } else {
            answer(questions, fingerprint);
        }
        Files.deleteIfExists(folder.resolve(LOG));
        List<Answer> answers = AnswersFile.read(folder.resolve(ANSWERS)).stream()
                .map(Placed::value)
                .toList();
        return score(
                questions, answers, StrictJson.readObject(run).path("seconds").asDouble());
    }

    /** The reducer that images went through; once the benchmark has been run. */
    Map<String, Object> reducer() throws IOException {
        JsonNode reducer = StrictJson.readObject(folder.resolve(RUN)).path("reducer");
        return MAPPER.convertValue(reducer, new TypeReference<>() {});
    }

    private List<BenchmarkQuestion> questions() throws IOException {
        List<BenchmarkQuestion> all = files.benchmark().questions(files.questions());
        @Nullable Integer limit = files.section().limit();
        return limit == null ? all : all.subList(0, Math.min(limit, all.size()));
    }

    /** Answers batch by batch, then puts the answers in the order of the questions. */
    private void answer(List<BenchmarkQuestion> questions, String fingerprint) throws IOException {
        List<List<QuestionBatches.Group>> batches = QuestionBatches.of(questions);
        try (AnswerLog log = AnswerLog.open(folder.resolve(LOG), fingerprint)) {
            int done = log.batches().stream().mapToInt(List::size).sum();
            if (done > 0) {
                progress.accept(name() + ": goes on after " + done + " answers of an earlier run");
            }
            for (int i = log.batches().size(); i < batches.size(); i++) {
                long start = System.nanoTime();
                List<Answer> answers = answer(questions, batches.get(i));
                log.add(answers, (System.nanoTime() - start) * NANO);
                done += answers.size();
                tell(done, questions.size(), log.seconds());
            }
            @Nullable Answer[] ordered = new Answer[questions.size()];
            for (int i = 0; i < batches.size(); i++) {
                List<Integer> indices = batches.get(i).stream()
                        .flatMap(group -> group.questions().stream())
                        .toList();
                for (int j = 0; j < indices.size(); j++) {
                    ordered[indices.get(j)] = log.batches().get(i).get(j);
                }
            }
            AnswersFile.write(folder.resolve(ANSWERS), Arrays.asList(ordered));
            ObjectNode state = JsonNodeFactory.instance.objectNode();
            state.put("evaluation", fingerprint).put("seconds", log.seconds());
            state.set("reducer", MAPPER.valueToTree(model.get().reducer()));
            write(RUN, state);
        }
    }

    private void tell(int done, int all, double seconds) {
        progress.accept(String.format(
                Locale.ROOT, "%s: %d of %d questions, %.1f per second", name(), done, all, done / seconds));
    }

    private List<Answer> answer(List<BenchmarkQuestion> questions, List<QuestionBatches.Group> batch)
            throws IOException {
        List<BenchmarkQuestion> asked = new ArrayList<>();
        List<EvaluatedModel.Asked> prompts = new ArrayList<>();
        for (QuestionBatches.Group group : batch) {
            @Nullable ReducedImage image = group.image() == null ? null : reduce(group.image());
            for (int index : group.questions()) {
                BenchmarkQuestion question = questions.get(index);
                asked.add(question);
                prompts.add(new EvaluatedModel.Asked(image, withoutPlace(question.prompt())));
            }
        }
        List<String> texts = model.get().answer(prompts, config.generation().maxNewTokens());
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            answers.add(line(asked.get(i), texts.get(i), prompts.get(i).image()));
        }
        return answers;
    }

    /** Prompts of some benchmarks say where the image goes; that is where every prompt has it. */
    private static String withoutPlace(String prompt) {
        return prompt.startsWith(IMAGE_PLACE) ? prompt.substring(IMAGE_PLACE.length()) : prompt;
    }

    private ReducedImage reduce(QuestionImage image) throws IOException {
        String name = QuestionBatches.name(image);
        Path place =
                image instanceof QuestionImage.InFolder file ? files.images().resolve(file.path()) : Path.of(name);
        return model.get().reduce(name, new ImageReader().read(place, image.bytes(files.images())));
    }

    private Answer line(BenchmarkQuestion question, String text, @Nullable ReducedImage image) {
        ObjectNode metadata = JsonNodeFactory.instance.objectNode();
        if (image != null) {
            metadata.put(VISUAL_TOKENS, image.merge().rows());
        }
        String named = config.name() + "\n" + question.id() + "\n" + question.prompt() + "\n" + text;
        String id = Checksums.sha256(named.getBytes(StandardCharsets.UTF_8)).substring(0, ANSWER_ID_DIGITS);
        return new Answer(question.id(), question.prompt(), text, id, config.name(), metadata);
    }

    private BenchmarkResult score(List<BenchmarkQuestion> questions, List<Answer> answers, double seconds)
            throws IOException {
        Path file = folder.resolve(ANSWERS);
        EvaluationFiles scored = new EvaluationFiles(file, files.questions(), files.annotations());
        @Nullable ScoreReport report = files.scored() ? files.benchmark().score(scored) : null;
        Map<String, Score> families = new LinkedHashMap<>();
        Families.beside(files.questions())
                .means(questions, answers)
                .forEach((family, mean) -> families.put(family, mean.score(family)));
        Map<String, Integer> tokens = new LinkedHashMap<>();
        for (int i = 0; i < answers.size(); i++) {
            @Nullable QuestionImage image = questions.get(i).image();
            JsonNode kept = answers.get(i).metadata().path(VISUAL_TOKENS);
            if (image != null) {
                tokens.put(QuestionBatches.key(image), kept.asInt());
            }
        }
        double mean =
                tokens.values().stream().mapToInt(Integer::intValue).average().orElse(0);
        BenchmarkResult result =
                new BenchmarkResult(name(), report, families, answers.size(), tokens.size(), mean, seconds, file);
        write(SCORES, result.scoresJson());
        upload(scored);
        return result;
    }

    private void upload(EvaluationFiles scored) throws IOException {
        Benchmark.@Nullable Upload upload = files.benchmark().upload();
        if (upload == null || files.section().limit() != null || !(upload.withoutAnnotations() || files.scored())) {
            return;
        }
        // The VQAv2 server wants a line for every question of the whole test set.
        Path whole = files.questions().resolveSibling("llava_vqav2_mscoco_test2015.jsonl");
        boolean vqa = name().equals("vqav2") && Files.isRegularFile(whole);
        Path target =
                switch (name()) {
                    case "vqav2" -> folder.resolve("upload.json");
                    case "mmbench" -> folder.resolve("upload.tsv");
                    default -> folder.resolve("results");
                };
        upload.write(
                new EvaluationFiles(scored.answers(), vqa ? whole : scored.questions(), scored.annotations()), target);
    }

    private void write(String file, ObjectNode json) throws IOException {
        byte[] bytes = StrictJson.format(json);
        atomic.writeFile(folder.resolve(file), channel -> channel.write(ByteBuffer.wrap(bytes)));
    }

    private String name() {
        return files.benchmark().name();
    }
}
