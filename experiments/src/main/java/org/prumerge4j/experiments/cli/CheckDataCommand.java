package org.prumerge4j.experiments.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.yaml.Bound;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Checks the data of an experiment: every record, every image, every answer. */
@Command(
        name = "check-data",
        description = "Check every record and image of an experiment, and what is lost of the answers.",
        footer = {
            "",
            "Ends with 0 if a run would go through with every record, with 4 if only whole files or folders are missing,"
                    + " each named with where to get it, and with 1 if records or images are not in order.",
            "",
            "Example: prumerge4j check-data experiments/configs/demo/demo.yaml --fast"
        })
final class CheckDataCommand implements Callable<Integer> {
    private final List<ExperimentCheck> checks;
    private final CheckDataRun run;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private ConfigArguments config = new ConfigArguments();

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Where the report (JSON) goes; default: check-data.json in the output folder.")
    private @Nullable Path report;

    @Option(
            names = "--write-clean",
            paramLabel = "FILE",
            description = "Write the records that can be used into an instruction file of their own.")
    private @Nullable Path clean;

    @Option(names = "--fast", description = "Read only the headers of images, not their pixels.")
    private boolean fast;

    @Option(
            names = "--visual-tokens",
            paramLabel = "N",
            description = "Visual tokens to expect of an image; default: what the reducer gives.")
    private @Nullable Integer visualTokens;

    @Option(names = "--threads", paramLabel = "N", description = "Threads; default: one for each processor.")
    private int threads = Runtime.getRuntime().availableProcessors();

    /** @param checks what is checked once keys and values are right, whatever files there are */
    CheckDataCommand(List<ExperimentCheck> checks, CheckDataRun run) {
        this.checks = checks;
        this.run = run;
    }

    @Override
    public Integer call() throws Exception {
        if (spec == null) {
            return ExitCode.OK;
        }
        requirePositive(spec, "--threads", threads);
        if (visualTokens != null) {
            requirePositive(spec, "--visual-tokens", visualTokens);
        }
        Bound<Experiment> experiment = config.readChecked(checks);
        CheckDataRun.Options options = new CheckDataRun.Options(report, clean, fast, visualTokens, threads);
        CheckDataRun.Outcome outcome = run.check(
                experiment.value(), options, new Console(spec.commandLine().getOut()));
        return switch (outcome) {
            case SOUND -> ExitCode.OK;
            case FILES_MISSING -> ExitCode.FILES_MISSING;
            case UNSOUND -> ExitCode.RUN_FAILED;
        };
    }

    private static void requirePositive(CommandSpec spec, String option, int value) {
        if (value < 1) {
            throw new ParameterException(spec.commandLine(), option + ": found " + value + ", expected at least 1");
        }
    }
}
