package org.prumerge4j.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.plan.Downloads;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.schema.FileCheck;
import org.prumerge4j.experiments.yaml.Bound;
import org.prumerge4j.experiments.yaml.ConfigException;
import org.prumerge4j.experiments.yaml.YamlWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says whether an experiment could run: keys, values, and the files it names. */
@Command(
        name = "validate",
        description = "Check an experiment file: keys, values, and that the files it names exist.",
        footer = {
            "",
            "Ends with 0 if a run could start, with 4 if only files are missing, each named with where to get it if it is"
                    + " published, with 2 if anything is wrong.",
            "",
            "Example: prumerge4j validate experiments/configs/demo/demo.yaml optimizer.learning-rate=1e-3"
        })
final class ValidateCommand implements Callable<Integer> {
    private static final String MISSING = ": valid; what it names but is not there:";

    private final List<ExperimentCheck> checks;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private ConfigArguments config = new ConfigArguments();

    @Option(names = "--no-files", description = "Check keys and values only, not what exists on disk.")
    private boolean noFiles;

    @Option(names = "--resolved", description = "Print the configuration with every default filled in.")
    private boolean resolved;

    /** @param checks what is checked once keys and values are right, files apart */
    ValidateCommand(List<ExperimentCheck> checks) {
        this.checks = checks;
    }

    @Override
    public Integer call() throws IOException {
        Bound<Experiment> experiment = config.readChecked(noFiles ? List.of() : checks);
        if (!noFiles && !FileCheck.onlyMissing(experiment)) {
            throw new ConfigException(FileCheck.check(experiment));
        }
        List<String> missing = noFiles ? List.of() : Downloads.missing(experiment);
        if (spec != null) {
            Console console = new Console(spec.commandLine().getOut());
            if (resolved) {
                console.text(YamlWriter.write(experiment.value()));
            } else {
                console.line(config.file() + (missing.isEmpty() ? ": valid" : MISSING));
            }
            PrintWriter err = spec.commandLine().getErr();
            missing.forEach(line -> err.println("  " + line));
            err.flush();
        }
        return missing.isEmpty() ? ExitCode.OK : ExitCode.FILES_MISSING;
    }
}
