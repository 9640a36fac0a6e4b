package org.prumerge4j.experiments.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.randomweights.RandomCheckpoint;
import org.prumerge4j.experiments.schema.Architecture;
import org.prumerge4j.experiments.schema.ByteSize;
import org.prumerge4j.experiments.schema.ExportType;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.tensor.ElementType;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Writes a checkpoint of real size with random weights. */
@Command(
        name = "random-checkpoint",
        description = "Write a checkpoint of real size with random weights, to measure with.",
        footer = {
            "",
            "Example: prumerge4j random-checkpoint --layers 4 --dtype bf16 --to checkpoints/random-7b-4-layers"
        })
final class RandomCheckpointCommand implements Callable<Integer> {
    private static final double GIGA = 1e9;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--architecture",
            defaultValue = "llava-1.5-7b",
            converter = ArchitectureConverter.class,
            paramLabel = "NAME",
            description = "llava-1.5-7b or llava-1.5-13b (default: ${DEFAULT-VALUE}).")
    private Architecture architecture = new Architecture("llava-1.5-7b");

    @Option(names = "--layers", paramLabel = "N", description = "Layers of the language model (default: all).")
    private @Nullable Integer layers;

    @Option(names = "--vision-layers", paramLabel = "N", description = "Layers of the vision tower (default: all).")
    private @Nullable Integer visionLayers;

    @Option(
            names = "--dtype",
            defaultValue = "f16",
            converter = TypeConverter.class,
            paramLabel = "TYPE",
            description = "f16, bf16 or f32 (default: ${DEFAULT-VALUE}).")
    private ExportType dtype = ExportType.F16;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "Another seed, other weights (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--max-shard-size",
            defaultValue = "5GB",
            converter = SizeConverter.class,
            paramLabel = "SIZE",
            description = "Largest weight file (default: ${DEFAULT-VALUE}).")
    private ByteSize maxShardSize = new ByteSize(1);

    @Option(
            names = "--tokenizer",
            paramLabel = "FOLDER",
            description = "Folder of a checkpoint whose tokeniser goes along; training from the checkpoint needs one.")
    private @Nullable Path tokenizer;

    @Option(names = "--to", required = true, paramLabel = "FOLDER", description = "Folder to write.")
    private Path target = Path.of("");

    @Override
    public Integer call() throws Exception {
        if (spec == null) {
            return ExitCode.OK;
        }
        LlavaConfig config = config(spec);
        ElementType type = ElementType.valueOf(dtype.name());
        long bytes = new RandomCheckpoint(config, type, seed, maxShardSize.bytes(), tokenizer).write(target);
        new Console(spec.commandLine().getOut())
                .line(String.format(
                        Locale.ROOT,
                        "%s: random weights, %d layers, %.2f GB",
                        target,
                        config.decoder().layers(),
                        bytes / GIGA));
        return ExitCode.OK;
    }

    private LlavaConfig config(CommandSpec command) {
        LlavaConfig whole = architecture.config();
        try {
            return RandomCheckpoint.withLayers(
                    whole,
                    layers == null ? whole.decoder().layers() : layers,
                    visionLayers == null ? whole.vision().layers() : visionLayers);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    /** Spells architectures as experiment files do. */
    private static final class ArchitectureConverter implements ITypeConverter<Architecture> {
        @Override
        public Architecture convert(String text) {
            try {
                return Architecture.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("found '" + text + "', expected " + e.getMessage());
            }
        }
    }
}
