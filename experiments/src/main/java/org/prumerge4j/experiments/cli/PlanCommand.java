package org.prumerge4j.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.plan.Machine;
import org.prumerge4j.experiments.plan.Plan;
import org.prumerge4j.experiments.plan.PlanQuestion;
import org.prumerge4j.experiments.plan.PlanReport;
import org.prumerge4j.experiments.plan.Remedies;
import org.prumerge4j.experiments.plan.SampleCounts;
import org.prumerge4j.experiments.schema.ByteSize;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.yaml.Bound;
import org.prumerge4j.experiments.yaml.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says what a run would need, and refuses one that cannot fit. */
@Command(
        name = "plan",
        description =
                "What a training run would need: parameters, memory, tokens, arithmetic, hours, disk. Works before"
                        + " checkpoints and data are there. A run that cannot fit is refused with exit code 2.",
        footer = {
            "",
            "Example: prumerge4j plan experiments/configs/llava-1.5-7b/prumerge-plus.yaml --samples llava-1.5 --memory"
                    + " 512GB --gflops 2000"
        })
final class PlanCommand implements Callable<Integer> {
    private static final String LLAVA_SAMPLES = "llava-1.5";
    private static final double GIGA = 1e9;

    private final List<ExperimentCheck> checks;
    private final ToDoubleFunction<Plan> stepRate;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private ConfigArguments config = new ConfigArguments();

    @Option(
            names = "--samples",
            paramLabel = "N",
            description =
                    "Number of samples, or llava-1.5 for the 665,298 of its instruction data, 624,610 of them with"
                            + " an image. Left out, the data file is counted if it is there.")
    private @Nullable String samples;

    @Option(
            names = "--samples-with-image",
            paramLabel = "N",
            description = "How many of --samples have an image; left out, all of them.")
    private @Nullable Long withImage;

    @Option(
            names = "--visual-tokens",
            paramLabel = "N",
            description = "Mean visual tokens of an image after reduction.")
    private @Nullable Double visualTokens;

    @Option(names = "--text-tokens", paramLabel = "N", description = "Mean text tokens of a sample.")
    private @Nullable Double textTokens;

    @Option(names = "--gflops", paramLabel = "N", description = "10^9 operations per second the machine computes at.")
    private @Nullable Double gflops;

    @Option(
            names = "--measure",
            description =
                    "Measure a training step: forward and backward through one decoder layer of these sizes, scaled up by"
                            + " the number of operations. Half a minute for 7B.")
    private boolean measure;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = "Memory of the machine, such as 64GB; left out, this machine's.")
    private @Nullable ByteSize memory;

    @Option(
            names = "--disk",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = "Free space where the run will write; left out, what is free there now.")
    private @Nullable ByteSize disk;

    /**
     * The command.
     *
     * @param checks of the experiment, none of which needs its files
     * @param stepRate measures a training step of a plan, in floating-point operations per second
     */
    PlanCommand(List<ExperimentCheck> checks, ToDoubleFunction<Plan> stepRate) {
        this.checks = checks;
        this.stepRate = stepRate;
    }

    @Override
    public Integer call() throws IOException {
        if (spec == null) {
            return ExitCode.OK;
        }
        checkOptions();
        Bound<Experiment> experiment = config.readChecked(checks);
        PlanQuestion question = new PlanQuestion(
                experiment, machine(experiment.value()), samples(experiment), textTokens, visualTokens);
        Plan plan = plan(question);
        Console console = new Console(spec.commandLine().getOut());
        console.text(PlanReport.render(plan, rate(plan), measure ? PlanReport.MEASURED : "as given"));
        List<String> remedies = Remedies.of(plan);
        if (remedies.isEmpty()) {
            console.line("The run fits.");
            return ExitCode.OK;
        }
        PrintWriter err = spec.commandLine().getErr();
        err.println(spec.qualifiedName() + ": this run cannot fit");
        remedies.forEach(err::println);
        err.flush();
        return ExitCode.BAD_INPUT;
    }

    private static Plan plan(PlanQuestion question) throws IOException {
        try {
            return Plan.of(question);
        } catch (IllegalArgumentException e) {
            // The targets of the adapters are known to be wrong only once the sizes of the model are known.
            throw new ConfigException(
                    List.of(question.experiment().problem("lora.targets", String.valueOf(e.getMessage()))));
        }
    }

    private void checkOptions() {
        requirePositive("--visual-tokens", visualTokens);
        requirePositive("--text-tokens", textTokens);
        requirePositive("--gflops", gflops);
        if (gflops != null && measure) {
            throw wrong("--gflops and --measure: give one of the two");
        }
        if (withImage != null && (samples == null || samples.equals(LLAVA_SAMPLES))) {
            throw wrong("--samples-with-image: only with --samples N");
        }
    }

    private void requirePositive(String option, @Nullable Double value) {
        if (value != null && !(value > 0 && Double.isFinite(value))) {
            throw wrong(option + ": found " + value + ", expected a number above 0");
        }
    }

    private Machine machine(Experiment experiment) throws IOException {
        Machine machine = Machine.here(experiment.output());
        if (memory != null) {
            machine = machine.withMemory(memory.bytes());
        }
        return disk == null ? machine : machine.withDisk(disk.bytes());
    }

    private @Nullable SampleCounts samples(Bound<Experiment> experiment) throws IOException {
        if (samples == null) {
            Path file = experiment.value().data().instructions();
            return Files.isRegularFile(file) ? SampleCounts.read(file) : null;
        }
        if (samples.equals(LLAVA_SAMPLES)) {
            return SampleCounts.LLAVA_1_5;
        }
        try {
            long number = Long.parseLong(samples);
            return SampleCounts.given(number, withImage == null ? number : withImage);
        } catch (NumberFormatException e) {
            throw wrong("--samples: found '" + samples + "', expected a number or " + LLAVA_SAMPLES);
        } catch (IllegalArgumentException e) {
            throw wrong("--samples: found " + e.getMessage());
        }
    }

    private @Nullable Double rate(Plan plan) {
        if (measure) {
            return stepRate.applyAsDouble(plan);
        }
        return gflops == null ? null : gflops * GIGA;
    }

    private ParameterException wrong(String message) {
        if (spec == null) {
            throw new IllegalStateException(message);
        }
        return new ParameterException(spec.commandLine(), message);
    }
}
