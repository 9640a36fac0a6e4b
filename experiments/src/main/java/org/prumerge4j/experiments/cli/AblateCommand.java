package org.prumerge4j.experiments.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.ablation.Ablation;
import org.prumerge4j.experiments.ablation.AblationReader;
import org.prumerge4j.experiments.ablation.AblationRun;
import org.prumerge4j.experiments.ablation.RunMatrix;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes the runs of an ablation. */
@Command(
        name = "ablate",
        description = "Make the runs that an ablation file describes; started again, it goes on where it was.",
        footer = {
            "",
            "Example: prumerge4j ablate --config experiments/ablations/shapes.yaml --output runs/ablations/shapes"
        })
final class AblateCommand implements Callable<Integer> {
    private final Runnable hardware;
    private final AblateRun run;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "Ablation file (YAML).")
    private Path config = Path.of("");

    @Option(names = "--output", required = true, paramLabel = "FOLDER", description = "Folder of the runs.")
    private Path output = Path.of("");

    @Option(names = "--list", description = "Name the runs, and make none.")
    private boolean list;

    @Parameters(
            paramLabel = "KEY=VALUE",
            arity = "0..*",
            description = "Overrides of the ablation file, for example world.train=200.")
    private List<String> overrides = new ArrayList<>();

    /** @param hardware refuses, by an exception, a machine that ND4J's native code cannot run on */
    AblateCommand(Runnable hardware, AblateRun run) {
        this.hardware = hardware;
        this.run = run;
    }

    @Override
    public Integer call() throws Exception {
        Ablation ablation = AblationReader.read(config, overrides).value();
        if (spec != null) {
            Console console = new Console(spec.commandLine().getOut());
            if (list) {
                RunMatrix.expand(ablation).stream().map(AblationRun::name).forEach(console::line);
            } else {
                hardware.run();
                run.ablate(ablation, output, console);
            }
        }
        return ExitCode.OK;
    }
}
