package org.prumerge4j.experiments.ablation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.io.FileUtils;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.cli.Console;
import org.prumerge4j.experiments.evaluation.ScoreReport;
import org.prumerge4j.experiments.evaluation.run.BenchmarkResult;
import org.prumerge4j.experiments.evaluation.run.EvaluationConfig;
import org.prumerge4j.experiments.evaluation.run.EvaluationResult;
import org.prumerge4j.experiments.evaluation.run.EvaluationRunner;
import org.prumerge4j.experiments.run.ImageReductions;
import org.prumerge4j.experiments.run.RunFolder;
import org.prumerge4j.experiments.run.TrainingRunner;
import org.prumerge4j.experiments.run.TrainingSettings;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.training.loop.RunStatus;
import org.prumerge4j.training.loop.TrainingReport;
import org.prumerge4j.training.progress.ProgressDisplays;

/** The stages as they are: training, answering and drawing of LLaVA models. */
final class LlavaStages implements Stages {
    /** Where in a tuning's folder its adapter is. */
    static final String ADAPTER = "export/peft";

    private final Ablation ablation;
    private final Experiment experiment;

    /** @param experiment of which the model is taken */
    LlavaStages(Ablation ablation, Experiment experiment) {
        this.ablation = ablation;
        this.experiment = experiment;
    }

    @Override
    public Tuned tune(Experiment tuning) throws IOException {
        RunFolder folder = new RunFolder(tuning.output());
        if (!Files.isDirectory(folder.checkpoints())) {
            // Interrupted before its first checkpoint: nothing to go on from.
            FileUtils.deleteDirectory(folder.path().toFile());
        }
        Console silent = new Console(new PrintWriter(Writer.nullWriter()));
        TrainingReport report = new TrainingRunner(tuning, silent, ProgressDisplays.none()).run(true);
        if (report.status() != RunStatus.COMPLETED) {
            throw new StoppedException(
                    tuning.name() + " was stopped after " + report.steps() + " steps; start again to go on");
        }
        Map<String, Object> measured = new LinkedHashMap<>();
        measured.put("steps", report.steps());
        measured.put("samples", report.totals().samples());
        measured.put("tokens", report.totals().tokens());
        measured.put("supervised_tokens", report.totals().supervisedTokens());
        measured.put("seconds", report.totals().seconds());
        return new Tuned(folder.path().resolve(ADAPTER), measured, losses(folder.metrics()));
    }

    private static List<List<Double>> losses(Path metrics) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<List<Double>> losses = new ArrayList<>();
        try (BufferedReader lines = Files.newBufferedReader(metrics)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode step = mapper.readTree(line);
                if (step.path("loss").isNumber()) {
                    losses.add(List.of(
                            step.path("step").asDouble(), step.path("loss").asDouble()));
                }
            }
        }
        return losses;
    }

    @Override
    public Answered answer(AblationRun run, @Nullable Path adapter, AblationData data, Path folder) throws IOException {
        EvaluationConfig config = EvaluationConfig.of(run.name(), checkpoint(), data.benchmarks(), folder)
                .withReducer(run.reducer())
                .withBenchmarks(ablation.evaluation().benchmarks().toArray(String[]::new))
                .withMaxNewTokens(ablation.evaluation().maxNewTokens());
        EvaluationResult result = EvaluationRunner.run(adapter == null ? config : config.withAdapter(adapter));
        List<ScoreReport> scores = result.benchmarks().stream()
                .map(BenchmarkResult::scores)
                .filter(Objects::nonNull)
                .toList();
        int questions = result.benchmarks().stream()
                .mapToInt(BenchmarkResult::questions)
                .sum();
        return new Answered(result.families(), scores, result.meanTokensKept(), questions, result.seconds());
    }

    private Path checkpoint() {
        @Nullable Path whole = experiment.model().llava();
        if (whole == null) {
            throw new IllegalArgumentException(
                    "the experiment's model is in parts; ablations need a whole checkpoint, the key model.llava");
        }
        return whole;
    }

    @Override
    public List<JsonNode> pictures(AblationRun run, AblationData data) throws IOException {
        List<JsonNode> pictures = new ArrayList<>();
        if (!data.pictures().isEmpty()) {
            try (ImageReductions reductions =
                    ImageReductions.open(checkpoint(), TrainingSettings.reducer(run.reducer()))) {
                for (Path image : data.pictures()) {
                    pictures.add(PictureRecord.of(image, reductions.reduce(image)));
                }
            }
        }
        return pictures;
    }
}
