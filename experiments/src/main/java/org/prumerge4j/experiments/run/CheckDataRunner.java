package org.prumerge4j.experiments.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.tokenizer.Tokenizer;
import org.prumerge4j.data.tokenizer.Tokenizers;
import org.prumerge4j.experiments.cli.CheckDataRun;
import org.prumerge4j.experiments.cli.Console;
import org.prumerge4j.experiments.data.CheckRequest;
import org.prumerge4j.experiments.data.CleanFile;
import org.prumerge4j.experiments.data.DataCheck;
import org.prumerge4j.experiments.data.DataReport;
import org.prumerge4j.experiments.data.DownloadSource;
import org.prumerge4j.experiments.data.ExpectedTokens;
import org.prumerge4j.experiments.data.Missing;
import org.prumerge4j.experiments.data.ReportText;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.schema.ModelSection;
import org.prumerge4j.model.config.ConfigFile;
import org.prumerge4j.model.config.LlavaArchitectures;
import org.prumerge4j.model.config.VisionConfig;
import org.prumerge4j.model.io.AtomicFiles;

/** Checks the data of an experiment, as far as its files are there, and reports. */
public final class CheckDataRunner {
    private static final String REPORT = "check-data.json";
    private static final List<String> TOKENIZER_FILES = List.of(Tokenizers.SENTENCE_PIECE_FILE, Tokenizers.JSON_FILE);

    private CheckDataRunner() {}

    /** Checks, prints and writes the report, and the clean file if one is asked for. */
    public static CheckDataRun.Outcome check(Experiment experiment, CheckDataRun.Options options, Console console)
            throws IOException {
        ExpectedTokens tokens = tokens(experiment, options);
        console.line("expected visual tokens per image: " + tokens.count() + " (" + tokens.basis() + ")");
        Path folder = tokenizerFolder(experiment.model());
        try (Tokenizer tokenizer = tokenizer(folder)) {
            CheckRequest request = new CheckRequest(
                    experiment.data().instructions(),
                    experiment.data().images(),
                    TrainingSettings.template(experiment.data()),
                    tokenizer,
                    experiment.data().maxLength(),
                    tokens.count(),
                    options.fast(),
                    options.threads());
            DataReport report = DataCheck.run(request);
            if (tokenizer == null) {
                report = report.withMissing(new Missing(
                        "tokenizer (" + String.join(" or ", TOKENIZER_FILES) + ")",
                        String.valueOf(folder),
                        0,
                        DownloadSource.TOKENIZER));
            }
            write(experiment, report, options, console);
            if (report.isSound()) {
                return CheckDataRun.Outcome.SOUND;
            }
            return report.lacksOnlyFiles() ? CheckDataRun.Outcome.FILES_MISSING : CheckDataRun.Outcome.UNSOUND;
        }
    }

    private static void write(Experiment experiment, DataReport report, CheckDataRun.Options options, Console console)
            throws IOException {
        console.text(ReportText.of(report));
        Path target = options.report() == null ? experiment.output().resolve(REPORT) : options.report();
        byte[] json = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(report.toMap());
        new AtomicFiles().writeFile(target, json);
        console.line("report: " + target);
        Path clean = options.clean();
        if (clean != null) {
            CleanFile.write(report, clean);
            console.line("clean: " + clean + "; use it with data.instructions=" + clean);
        }
    }

    private static ExpectedTokens tokens(Experiment experiment, CheckDataRun.Options options) throws IOException {
        Integer given = options.visualTokens();
        if (given != null) {
            return new ExpectedTokens(given, "given");
        }
        VisionConfig vision = vision(experiment.model());
        return ExpectedTokens.of(TrainingSettings.reducer(experiment.reducer()), vision.patches(), vision.grid());
    }

    /** The tower's sizes; LLaVA-1.5's if it is not there. */
    private static VisionConfig vision(ModelSection model) throws IOException {
        Path folder = model.visionTower() == null ? model.llava() : model.visionTower();
        if (folder == null || !Files.isRegularFile(folder.resolve(ConfigFile.NAME))) {
            return LlavaArchitectures.CLIP_VIT_L_14_336;
        }
        return ConfigFile.read(folder).vision();
    }

    private static @Nullable Path tokenizerFolder(ModelSection model) {
        return model.llava() == null ? model.languageModel() : model.llava();
    }

    private static @Nullable Tokenizer tokenizer(@Nullable Path folder) throws IOException {
        if (folder == null || TOKENIZER_FILES.stream().noneMatch(name -> Files.isRegularFile(folder.resolve(name)))) {
            return null;
        }
        return Tokenizers.load(folder);
    }
}
