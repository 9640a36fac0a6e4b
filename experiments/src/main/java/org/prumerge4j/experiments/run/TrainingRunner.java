package org.prumerge4j.experiments.run;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.tokenizer.Tokenizer;
import org.prumerge4j.data.tokenizer.Tokenizers;
import org.prumerge4j.experiments.cli.Console;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.schema.ExportSection;
import org.prumerge4j.experiments.schema.ValidationSection;
import org.prumerge4j.experiments.yaml.YamlWriter;
import org.prumerge4j.lora.AdapterLayout;
import org.prumerge4j.lora.TrainableTable;
import org.prumerge4j.model.execution.NativeThreads;
import org.prumerge4j.model.io.AtomicFiles;
import org.prumerge4j.prumerge.options.ReducerOptions;
import org.prumerge4j.prumerge.registry.Reducers;
import org.prumerge4j.training.checkpoint.Checkpoints;
import org.prumerge4j.training.llava.LlavaTraining;
import org.prumerge4j.training.llava.LlavaTrainingStep;
import org.prumerge4j.training.llava.SampleSource;
import org.prumerge4j.training.loop.CheckpointPolicy;
import org.prumerge4j.training.loop.Trainer;
import org.prumerge4j.training.loop.TrainerBuilder;
import org.prumerge4j.training.loop.TrainingPlan;
import org.prumerge4j.training.loop.TrainingReport;
import org.prumerge4j.training.loop.TrainingStep;
import org.prumerge4j.training.loop.Validation;
import org.prumerge4j.training.loop.ValidationPolicy;
import org.prumerge4j.training.optimizer.AdamW;
import org.prumerge4j.training.order.Position;
import org.prumerge4j.training.progress.ProgressDisplay;
import org.prumerge4j.training.progress.ProgressDisplays;
import org.prumerge4j.training.tracking.wandb.WandbEnvironment;

/** One training run, top down: open, describe, train, export, report. */
public final class TrainingRunner {
    private final Experiment experiment;
    private final RunFolder folder;
    private final Console console;
    private final ProgressDisplay progress;

    /**
     * A run.
     *
     * @param progress what a person watching sees
     */
    public TrainingRunner(Experiment experiment, Console console, ProgressDisplay progress) {
        this.experiment = experiment;
        this.folder = new RunFolder(experiment.output());
        this.console = console;
        this.progress = progress;
    }

    /** Trains, exports and asks the closing questions, with a progress bar if a terminal is watching. */
    public static void train(Experiment experiment, boolean resume, Console console) throws IOException {
        PrintStream errors = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        ProgressDisplay progress = ProgressDisplays.create(
                ProgressDisplays.onTerminal(), errors, experiment.training().logEvery());
        new TrainingRunner(experiment, console, progress).run(resume);
        ClosingQuestions.ask(experiment, console);
    }

    /**
     * Trains and exports.
     *
     * @param resume whether to go on from the newest checkpoint of the output folder
     */
    public TrainingReport run(boolean resume) throws IOException {
        TrainingReport report;
        try (BaseModel base = BaseModel.open(experiment)) {
            report = train(base, resume);
        }
        for (ExportSection export : experiment.export()) {
            Path target = folder.export(ExportRunner.name(export.layout()));
            ExportRunner.export(folder.path(), export, target, console);
        }
        return report;
    }

    private TrainingReport train(BaseModel base, boolean resume) throws IOException {
        AdapterLayout layout = RunAdapters.layout(experiment, base);
        ReducerOptions reducer = TrainingSettings.reducer(experiment.reducer());
        NativeThreads.suit(base.config().decoder());
        try (LlavaTraining training = RunAdapters.training(experiment, base, layout);
                Images images = Images.of(
                        base,
                        TrainingSettings.aspectRatio(experiment.data()),
                        Reducers.create(reducer),
                        experiment.cache());
                Tokenizer tokenizer = Tokenizers.load(base.tokenizerFolder());
                RunData data = RunData.open(experiment, tokenizer, images, () -> start(resume))) {
            console.text(TrainableTable.of(training.trainableShapes(), training.frozenShapes())
                    .render());
            saveExperiment();
            LlavaTrainingStep step = training.step(
                    data.samples(), images.visualTokens(), experiment.data().maxLength());
            RunTracking tracking = RunTracking.of(experiment, folder, WandbEnvironment.ofProcess());
            TrainingStep pictured = PicturedStep.of(
                    step,
                    experiment.tracking().wandb().picturesEvery(),
                    data.records(),
                    experiment.data().images(),
                    images,
                    tracking);
            TrainingReport report = trainer(
                            pictured, data, training, tracking, validation(data, images, training), resume)
                    .run();
            console.line(report.describe());
            console.text(data.waiting());
            console.text(images.cacheUse());
            console.line("visual tokens per image: " + images.visualTokens().summary());
            return report;
        }
    }

    private @Nullable ValidationPolicy validation(RunData data, Images images, LlavaTraining training) {
        ValidationSection section = experiment.validation();
        SampleSource samples = data.validation();
        if (section == null || samples == null) {
            return null;
        }
        console.line(data.samples().ids().size() + " records are trained on, "
                + samples.ids().size() + " are for validation");
        Validation validation = training.validation(
                samples,
                images.forValidation(),
                experiment.data().maxLength(),
                experiment.training().batchSize());
        return new ValidationPolicy(validation, section.every(), section.keepBest());
    }

    private void saveExperiment() throws IOException {
        Files.createDirectories(folder.path());
        byte[] yaml = YamlWriter.write(experiment).getBytes(StandardCharsets.UTF_8);
        new AtomicFiles().writeFile(folder.experiment(), yaml);
    }

    private Checkpoints checkpoints() {
        return new Checkpoints(folder.checkpoints(), experiment.training().keepCheckpoints());
    }

    private Position start(boolean resume) throws IOException {
        return resume
                ? checkpoints()
                        .latest()
                        .map(checkpoint -> checkpoint.state().position())
                        .orElse(Position.START)
                : Position.START;
    }

    private Trainer trainer(
            TrainingStep step,
            RunData data,
            LlavaTraining training,
            RunTracking tracking,
            @Nullable ValidationPolicy validation,
            boolean resume) {
        List<String> ids = data.samples().ids();
        TrainingPlan plan = TrainingSettings.plan(experiment.training(), ids.size());
        AdamW optimizer = TrainingSettings.optimizer(
                experiment.optimizer(), training.weights().parameters());
        TrainerBuilder builder = Trainer.builder(
                step,
                ids,
                data.order(),
                plan,
                optimizer,
                TrainingSettings.schedule(experiment.schedule(), plan.totalSteps()));
        tracking.sinks().forEach(builder::metrics);
        if (validation != null) {
            builder.validation(validation);
        }
        return builder.maxGradientNorm(experiment.optimizer().maxGradNorm())
                .seed(experiment.seed())
                .configuration(RunSettings.recorded(experiment), RunSettings.hash(experiment))
                .logSampleIds(true)
                .stopWhen(tracking.stopRequested())
                .progress(progress)
                .checkpoints(new CheckpointPolicy(
                        checkpoints(), experiment.training().checkpointEvery(), resume, List::of))
                .build();
    }
}
