package org.prumerge4j.experiments.cli;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.yaml.Bound;
import org.prumerge4j.experiments.yaml.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Fills the feature cache of an experiment ahead of its run. */
@Command(
        name = "cache",
        description = "Encode and reduce every image of an experiment ahead, into its feature cache.",
        footer = {
            "",
            "Can be stopped and started again at any time; images whose tokens are there are not encoded again.",
            "",
            "Example: prumerge4j cache --config experiments/configs/demo/demo.yaml cache.folder=runs/cache"
        })
final class CacheCommand implements Callable<Integer> {
    private static final Pattern PART = Pattern.compile("(\\d{1,4})/(\\d{1,4})");

    private final List<ExperimentCheck> checks;
    private final Runnable hardware;
    private final CacheRun run;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private ConfigArguments config = new ConfigArguments();

    @Option(
            names = "--part",
            paramLabel = "I/N",
            description = "Encode only every N-th image, from the I-th: 1/2 in one process and 2/2 in another.")
    private String part = "1/1";

    @Option(names = "--threads", paramLabel = "N", description = "Threads that read and decode images; default: 2.")
    private int threads = 2;

    @Option(names = "--list", description = "Say what the cache holds, and encode nothing.")
    private boolean list;

    @Option(
            names = "--delete-others",
            description =
                    "Delete what other towers, preprocessing and reducers have left in the cache, and encode nothing.")
    private boolean deleteOthers;

    /** @param hardware refuses, by an exception, a machine that ND4J's native code cannot run on */
    CacheCommand(List<ExperimentCheck> checks, Runnable hardware, CacheRun run) {
        this.checks = checks;
        this.hardware = hardware;
        this.run = run;
    }

    @Override
    public Integer call() throws Exception {
        if (spec == null) {
            return ExitCode.OK;
        }
        CacheRun.Options options = options(spec);
        Bound<Experiment> experiment = config.readChecked(checks);
        if (experiment.value().cache() == null) {
            throw new ConfigException(List.of(experiment.problem(
                    "cache",
                    "missing: a section with the key 'folder' says where the cache is; cache.folder=FOLDER will do")));
        }
        hardware.run();
        boolean well = run.run(
                experiment.value(), options, new Console(spec.commandLine().getOut()));
        return well ? ExitCode.OK : ExitCode.RUN_FAILED;
    }

    private CacheRun.Options options(CommandSpec command) {
        Matcher parts = PART.matcher(part);
        if (!parts.matches()) {
            throw wrong(command, "--part: found '" + part + "', expected I/N such as 1/4");
        }
        int number = Integer.parseInt(parts.group(1));
        int of = Integer.parseInt(parts.group(2));
        if (number < 1 || number > of) {
            throw wrong(command, "--part: found '" + part + "', expected I/N with I from 1 to N");
        }
        if (threads < 1) {
            throw wrong(command, "--threads: found " + threads + ", expected at least 1");
        }
        if (list && deleteOthers) {
            throw wrong(command, "--list and --delete-others: give one of the two");
        }
        CacheRun.Action action = CacheRun.Action.FILL;
        if (list) {
            action = CacheRun.Action.LIST;
        } else if (deleteOthers) {
            action = CacheRun.Action.DELETE_OTHERS;
        }
        return new CacheRun.Options(action, number, of, threads);
    }

    private static ParameterException wrong(CommandSpec command, String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
