package org.prumerge4j.experiments.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.prumerge4j.data.tokenizer.Tokenizers;
import org.prumerge4j.experiments.cli.Console;
import org.prumerge4j.experiments.schema.DataSection;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.schema.ExperimentReader;
import org.prumerge4j.experiments.schema.ExportLayout;
import org.prumerge4j.experiments.schema.ExportSection;
import org.prumerge4j.lora.AdapterLayout;
import org.prumerge4j.lora.LoraOptions;
import org.prumerge4j.lora.MergedWeights;
import org.prumerge4j.model.config.ImageAspect;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.graph.ParameterRole;
import org.prumerge4j.model.io.AtomicFiles;
import org.prumerge4j.model.safetensors.SafetensorsFile;
import org.prumerge4j.model.tensor.ElementType;
import org.prumerge4j.model.tensor.TensorSource;
import org.prumerge4j.training.checkpoint.Checkpoint;
import org.prumerge4j.training.checkpoint.Checkpoints;
import org.prumerge4j.training.checkpoint.TrainingState;
import org.prumerge4j.training.checkpoint.TrainingTensors;
import org.prumerge4j.training.export.AdapterExporter;
import org.prumerge4j.training.export.CheckpointExporter;
import org.prumerge4j.training.export.ExportOptions;
import org.prumerge4j.training.export.ExportedModel;
import org.prumerge4j.training.export.ProjectorExporter;

/** Writes a checkpoint of the newest state of a run. */
public final class ExportRunner {
    private final Experiment experiment;
    private final Checkpoint checkpoint;
    private final ExportSection export;

    private ExportRunner(Experiment experiment, Checkpoint checkpoint, ExportSection export) {
        this.experiment = experiment;
        this.checkpoint = checkpoint;
        this.export = export;
    }

    /**
     * Writes a checkpoint.
     *
     * @param trained output folder of a finished or interrupted run, whose newest checkpoint is taken; or the folder of
     *     one of its checkpoints, such as the best
     * @param export layout, number format, size of files
     * @param target folder to write
     */
    public static void export(Path trained, ExportSection export, Path target, Console console) throws IOException {
        boolean one = Files.isRegularFile(trained.resolve(TrainingState.FILE));
        RunFolder folder =
                new RunFolder(one ? trained.toAbsolutePath().resolve("../..").normalize() : trained);
        if (!Files.isRegularFile(folder.experiment())) {
            throw new IOException(folder.path() + " is not the output folder of a run: it has no experiment.yaml");
        }
        Experiment experiment =
                ExperimentReader.read(folder.experiment(), List.of()).value();
        Checkpoint checkpoint = one ? Checkpoints.open(trained) : newest(folder, experiment);
        new ExportRunner(experiment, checkpoint, export).write(target);
        console.line("exported step " + checkpoint.state().step() + " as " + name(export.layout()) + " to " + target);
    }

    private static Checkpoint newest(RunFolder folder, Experiment experiment) throws IOException {
        return new Checkpoints(folder.checkpoints(), experiment.training().keepCheckpoints())
                .latest()
                .orElseThrow(() -> new IOException(folder.path() + " has no checkpoint to export yet; train first"));
    }

    /** A layout as experiment files spell it. */
    public static String name(ExportLayout layout) {
        return switch (layout) {
            case LLAVA_HF -> "llava-hf";
            case LLAVA -> "llava";
            case PEFT -> "peft";
            case PROJECTOR -> "projector";
        };
    }

    private void write(Path target) throws IOException {
        try (BaseModel base = BaseModel.open(experiment);
                TensorSource trained = SafetensorsFile.open(checkpoint.folder().resolve(TrainingTensors.PARAMETERS))) {
            AdapterLayout layout = RunAdapters.layout(experiment, base);
            JsonNode section = RunDescription.of(experiment, checkpoint.state(), WeightsHash.of(base.weights()));
            ExportOptions options =
                    new ExportOptions(type(), export.maxShardSize().bytes());
            if (export.layout() == ExportLayout.PEFT) {
                writeAdapter(target, base, layout, trained, section);
                return;
            }
            if (export.layout() == ExportLayout.PROJECTOR) {
                boolean trains = RunAdapters.projectorRole(experiment) == ParameterRole.TRAINABLE;
                new ProjectorExporter(new AtomicFiles(), type())
                        .write(target, trains ? trained : base.weights(), section);
                return;
            }
            try (MergedWeights merged = new MergedWeights(base.weights(), layout, trained)) {
                CheckpointExporter exporter = new CheckpointExporter(new AtomicFiles());
                if (export.layout() == ExportLayout.LLAVA_HF) {
                    exporter.llavaHf(target, model(base, merged, section), options);
                } else {
                    exporter.llava(target, model(base, merged, section), options);
                }
            }
        }
    }

    private void writeAdapter(Path target, BaseModel base, AdapterLayout layout, TensorSource trained, JsonNode section)
            throws IOException {
        LoraOptions lora = TrainingSettings.lora(experiment);
        if (lora == null) {
            throw new IOException("the run trained no adapter, so there is none to export; use llava-hf or llava");
        }
        Path languageModel = experiment.model().languageModel();
        Path named = languageModel == null ? experiment.model().llava() : languageModel;
        AdapterExporter exporter = new AdapterExporter(new AtomicFiles(), type());
        exporter.write(target, lora, base.linears(), layout, trained, named == null ? null : named.toString(), section);
    }

    private ExportedModel model(BaseModel base, TensorSource merged, JsonNode section) throws IOException {
        LlavaConfig config = base.config()
                .withImageAspect(
                        experiment.data().aspectRatio() == DataSection.AspectRatio.PAD
                                ? ImageAspect.PAD
                                : ImageAspect.CROP);
        return new ExportedModel(
                config,
                merged,
                base.weights()::extraRows,
                Tokenizers.vocabulary(base.tokenizerFolder()),
                base.tokenizerFolder(),
                base.pixels(),
                Map.of(RunDescription.SECTION, section));
    }

    private ElementType type() {
        return switch (export.dtype()) {
            case F16 -> ElementType.F16;
            case BF16 -> ElementType.BF16;
            case F32 -> ElementType.F32;
        };
    }
}
