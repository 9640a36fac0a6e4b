package org.prumerge4j.experiments.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.schema.ByteSize;
import org.prumerge4j.experiments.schema.ExportLayout;
import org.prumerge4j.experiments.schema.ExportSection;
import org.prumerge4j.experiments.schema.ExportType;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Exports the newest state of a run. */
@Command(
        name = "export",
        description =
                "Write a checkpoint from a run: merged (llava-hf, llava), the adapter alone (peft) or the projector alone.",
        footer = {"", "Example: prumerge4j export runs/demo --layout llava-hf --dtype f32 --to exported"})
final class ExportCommand implements Callable<Integer> {
    private final ExportRun run;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "RUN", description = "Output folder of a run, or one of its checkpoints.")
    private Path trained = Path.of("");

    @Option(
            names = "--layout",
            required = true,
            converter = LayoutConverter.class,
            paramLabel = "LAYOUT",
            description = "llava-hf, llava, peft or projector.")
    private ExportLayout layout = ExportLayout.LLAVA_HF;

    @Option(
            names = "--dtype",
            defaultValue = "f16",
            converter = TypeConverter.class,
            paramLabel = "TYPE",
            description = "f16, bf16 or f32 (default: ${DEFAULT-VALUE}).")
    private ExportType dtype = ExportType.F16;

    @Option(
            names = "--max-shard-size",
            defaultValue = "5GB",
            converter = SizeConverter.class,
            paramLabel = "SIZE",
            description = "Largest weight file (default: ${DEFAULT-VALUE}).")
    private ByteSize maxShardSize = new ByteSize(1);

    @Option(names = "--to", required = true, paramLabel = "FOLDER", description = "Folder to write.")
    private Path target = Path.of("");

    ExportCommand(ExportRun run) {
        this.run = run;
    }

    @Override
    public Integer call() throws Exception {
        if (spec != null) {
            Console console = new Console(spec.commandLine().getOut());
            run.export(trained, new ExportSection(layout, dtype, maxShardSize), target, console);
        }
        return ExitCode.OK;
    }

    /** Spells layouts as experiment files do. */
    private static final class LayoutConverter implements ITypeConverter<ExportLayout> {
        @Override
        public ExportLayout convert(String text) {
            return Spellings.constant(ExportLayout.class, text);
        }
    }
}
