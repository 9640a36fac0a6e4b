package org.prumerge4j.experiments.run;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.tokenizer.Tokenizer;
import org.prumerge4j.data.tokenizer.Tokenizers;
import org.prumerge4j.experiments.cli.Console;
import org.prumerge4j.experiments.plan.GemmRate;
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
import org.prumerge4j.training.loop.RunStatus;
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
    private final BooleanSupplier stop;

    /** A run that only ends by itself. */
    public TrainingRunner(Experiment experiment, Console console, ProgressDisplay progress) {
        this(experiment, console, progress, () -> false);
    }

    /**
     * A run.
     *
     * @param progress what a person watching sees
     * @param stop asked between batches whether to save and stop
     */
    public TrainingRunner(Experiment experiment, Console console, ProgressDisplay progress, BooleanSupplier stop) {
        this.stop = stop;
        this.experiment = experiment;
        this.folder = new RunFolder(experiment.output());
        this.console = console;
        this.progress = progress;
    }

    /**
     * Trains, exports and asks the closing questions, with a progress bar if a terminal is watching. A signal that asks the
     * process to end makes it save and stop.
     *
     * @return whether all steps are made; if not, the run was asked to stop and can be resumed
     */
    public static boolean train(Experiment experiment, boolean resume, Console console) throws IOException {
        PrintStream errors = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        ProgressDisplay progress = ProgressDisplays.create(
                ProgressDisplays.onTerminal(), errors, experiment.training().logEvery());
        try (StopSignals signals = StopSignals.install()) {
            TrainingReport report = new TrainingRunner(experiment, console, progress, signals::requested).run(resume);
            if (report.status() != RunStatus.COMPLETED) {
                return false;
            }
        }
        ClosingQuestions.ask(experiment, console);
        return true;
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
        if (report.status() != RunStatus.COMPLETED) {
            return report;
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
                    data.samples(),
                    images.visualTokens(),
                    experiment.data().maxLength(),
                    TrainingSettings.unreadableImages(experiment.data()));
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
            RunSummary summary = RunSummary.of(experiment, base.config(), report, GemmRate.quick());
            console.text(summary.text());
            console.text(images.cacheUse());
            summary.write(folder.summary());
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
                experiment.training().batchSize(),
                TrainingSettings.unreadableImages(experiment.data()));
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
                .stopWhen(() -> stop.getAsBoolean() || tracking.stopRequested().getAsBoolean())
                .progress(progress)
                .checkpoints(new CheckpointPolicy(
                        checkpoints(), experiment.training().checkpointEvery(), resume, List::of))
                .build();
    }
}
