package org.prumerge4j.experiments.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.cli.Console;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.schema.ExperimentReader;
import org.prumerge4j.lora.peft.PeftConfig;
import org.prumerge4j.lora.peft.PeftFolder;
import org.prumerge4j.model.checkpoint.Checkpoints;
import org.prumerge4j.model.config.ConfigFile;
import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.config.ModelKind;
import org.prumerge4j.model.config.VisionConfig;
import org.prumerge4j.model.io.Checksums;
import org.prumerge4j.model.safetensors.SafetensorsFile;
import org.prumerge4j.model.tensor.TensorInfo;
import org.prumerge4j.model.tensor.TensorSource;
import org.prumerge4j.training.checkpoint.Checkpoint;
import org.prumerge4j.training.checkpoint.TrainingTensors;
import org.prumerge4j.training.export.AdapterExporter;

/** Says what a folder holds: a run, a checkpoint or an adapter, told apart by their files. */
public final class InspectRunner {
    private final Path path;
    private final boolean tensors;
    private final Console console;

    private InspectRunner(Path path, boolean tensors, Console console) {
        this.path = path;
        this.tensors = tensors;
        this.console = console;
    }

    /**
     * Prints what a folder holds.
     *
     * @param tensors whether to list every tensor
     */
    public static void inspect(Path path, boolean tensors, Console console) throws IOException {
        InspectRunner inspection = new InspectRunner(path, tensors, console);
        if (Files.isRegularFile(new RunFolder(path).experiment())) {
            inspection.run();
        } else if (Files.isRegularFile(path.resolve(PeftConfig.FILE_NAME))) {
            inspection.adapter();
        } else if (Files.isRegularFile(path.resolve("config.json"))) {
            inspection.checkpoint();
        } else {
            throw new IOException(path + " is neither a run (experiment.yaml), nor an adapter (" + PeftConfig.FILE_NAME
                    + "), nor a checkpoint (config.json)");
        }
    }

    private void run() throws IOException {
        RunFolder folder = new RunFolder(path);
        Experiment experiment =
                ExperimentReader.read(folder.experiment(), List.of()).value();
        console.line("run          " + experiment.name() + ", seed " + experiment.seed());
        console.line(
                "reducer      " + TrainingSettings.reducer(experiment.reducer()).toMap());
        console.line("lora         " + (experiment.lora() == null ? "none" : TrainingSettings.lora(experiment)));
        Optional<Checkpoint> newest = new org.prumerge4j.training.checkpoint.Checkpoints(
                        folder.checkpoints(), experiment.training().keepCheckpoints())
                .latest();
        if (newest.isEmpty()) {
            console.line("checkpoints  none yet");
            return;
        }
        Checkpoint checkpoint = newest.get();
        console.line("checkpoint   step " + checkpoint.state().step() + ", "
                + checkpoint.state().totals().samples() + " samples, last losses "
                + checkpoint.state().lastLosses());
        try (TensorSource trained = SafetensorsFile.open(checkpoint.folder().resolve(TrainingTensors.PARAMETERS))) {
            describe("trained", trained);
        }
    }

    private void adapter() throws IOException {
        PeftConfig config = PeftConfig.read(path.resolve(PeftConfig.FILE_NAME));
        console.line("adapter      LoRA, rank " + config.rank() + ", alpha " + config.alpha() + ", dropout "
                + config.dropout() + (config.rankStabilised() ? ", rank-stabilised" : ""));
        console.line("base         " + (config.baseModel() == null ? "not said" : config.baseModel()));
        Path description = path.resolve(AdapterExporter.DESCRIPTION);
        if (Files.isRegularFile(description)) {
            describe(new ObjectMapper().readTree(description.toFile()));
        }
        try (TensorSource weights = Checkpoints.openFile(adapterFile())) {
            describe("weights", weights);
        }
        verify();
    }

    private Path adapterFile() {
        Path safetensors = path.resolve(PeftFolder.ADAPTER);
        return Files.isRegularFile(safetensors) ? safetensors : path.resolve(PeftFolder.ADAPTER_BIN);
    }

    private void checkpoint() throws IOException {
        ConfigFile config = ConfigFile.read(path);
        console.line("checkpoint   " + config.kind().words());
        if (config.hasVision()) {
            VisionConfig vision = config.vision();
            console.line("vision       " + vision.layers() + " layers, hidden " + vision.hiddenSize() + ", "
                    + vision.imageSize() + " pixels in patches of " + vision.patchSize() + ": " + vision.patches()
                    + " visual tokens before reduction");
        }
        if (config.kind() != ModelKind.CLIP) {
            DecoderConfig decoder = config.decoder();
            console.line("decoder      " + decoder.layers() + " layers, hidden " + decoder.hiddenSize() + ", "
                    + decoder.heads() + " heads, vocabulary " + decoder.vocabularySize());
        }
        describe(config.json().get(RunDescription.SECTION));
        try (TensorSource weights = Checkpoints.open(path)) {
            describe("weights", weights);
        }
        verify();
    }

    private void describe(@Nullable JsonNode section) {
        if (section == null || section.isMissingNode()) {
            console.line("reducer      the checkpoint does not say");
            return;
        }
        console.line("reducer      " + section.path(RunDescription.REDUCER));
        console.line("lora         " + section.path("lora"));
        console.line("base sha256  " + section.path("base_sha256").asText());
    }

    private void describe(String what, TensorSource source) {
        long parameters = 0;
        long bytes = 0;
        Map<String, Integer> types = new TreeMap<>();
        for (TensorInfo info : source.tensors().values()) {
            parameters += info.shape().elements();
            bytes += info.byteSize();
            types.merge(info.type().name(), 1, Integer::sum);
        }
        console.line(String.format(
                Locale.ROOT, "%-12s %,d parameters, %,d bytes, tensors by type %s", what, parameters, bytes, types));
        if (tensors) {
            source.tensors()
                    .values()
                    .forEach(info -> console.line("  " + info.name() + " " + info.type() + " " + info.shape()));
        }
    }

    private void verify() throws IOException {
        if (Files.isRegularFile(path.resolve(Checksums.NAME))) {
            Checksums.verify(path);
            console.line("checksums    all files are as they were written");
        } else {
            console.line("checksums    none in this folder");
        }
    }
}
