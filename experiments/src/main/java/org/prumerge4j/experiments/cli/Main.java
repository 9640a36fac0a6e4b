package org.prumerge4j.experiments.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.prumerge4j.experiments.ablation.AblationRunner;
import org.prumerge4j.experiments.demo.DemoRunner;
import org.prumerge4j.experiments.evaluation.run.EvaluationRunner;
import org.prumerge4j.experiments.measure.MeasuredReport;
import org.prumerge4j.experiments.measure.MeasuredStep;
import org.prumerge4j.experiments.plan.ArchitectureCheck;
import org.prumerge4j.experiments.plan.FitCheck;
import org.prumerge4j.experiments.plan.Plan;
import org.prumerge4j.experiments.run.CacheRunner;
import org.prumerge4j.experiments.run.CheckDataRunner;
import org.prumerge4j.experiments.run.ExportRunner;
import org.prumerge4j.experiments.run.GenerateRunner;
import org.prumerge4j.experiments.run.InspectRunner;
import org.prumerge4j.experiments.run.ProfileRunner;
import org.prumerge4j.experiments.run.ReducerCheck;
import org.prumerge4j.experiments.run.ShapesBaseRunner;
import org.prumerge4j.experiments.run.TrainingRunner;
import org.prumerge4j.experiments.run.VisualizeRunner;
import org.prumerge4j.experiments.schema.FileCheck;
import org.prumerge4j.model.backend.HardwareCheck;
import org.prumerge4j.model.config.LlavaConfig;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** Entry of the program. */
public final class Main {
    private Main() {}

    /** Runs a command and leaves with its exit code. */
    public static void main(String[] arguments) {
        Charset charset = charset();
        PrintWriter out = new PrintWriter(new FileOutputStream(FileDescriptor.out), true, charset);
        PrintWriter err = new PrintWriter(new FileOutputStream(FileDescriptor.err), true, charset);
        System.setOut(new PrintStream(new StrayOutput(), true, StandardCharsets.UTF_8));
        int code = run(out, err, arguments);
        out.flush();
        err.flush();
        System.exit(code);
    }

    /** Runs a command; returns its exit code. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        RootCommand root = new RootCommand();
        Failures failures = new Failures(root);
        return failures.execute(commandLine(root, failures).setOut(out).setErr(err), arguments);
    }

    /** The commands, for whoever only wants to know how they are spelled. */
    static CommandLine commandLine() {
        RootCommand root = new RootCommand();
        return commandLine(root, new Failures(root));
    }

    private static CommandLine commandLine(RootCommand root, Failures failures) {
        List<ExperimentCheck> checks = List.of(ReducerCheck::check, ArchitectureCheck::check, FileCheck::check);
        CommandLine commandLine = new CommandLine(root)
                .addSubcommand(new DemoCommand(HardwareCheck::run, DemoRunner::demo))
                .addSubcommand(new TrainCommand(checks, FitCheck::check, HardwareCheck::run, TrainingRunner::train))
                .addSubcommand(new GenerateCommand(HardwareCheck::run, GenerateRunner::generate))
                .addSubcommand(new ExportCommand(ExportRunner::export))
                .addSubcommand(new InspectCommand(InspectRunner::inspect))
                .addSubcommand(new ValidateCommand(List.of(ReducerCheck::check, ArchitectureCheck::check)))
                .addSubcommand(new PlanCommand(List.of(ReducerCheck::check, ArchitectureCheck::check), Main::stepRate))
                .addSubcommand(new EfficiencyCommand(Main::measured))
                .addSubcommand(new ProfileCommand(checks, HardwareCheck::run, ProfileRunner::profile))
                .addSubcommand(new SchemaCommand())
                .addSubcommand(new ScoreCommand())
                .addSubcommand(new EvaluateCommand(HardwareCheck::run, ReducerCheck::check, EvaluationRunner::run))
                .addSubcommand(new CheckDataCommand(List.of(ReducerCheck::check), CheckDataRunner::check))
                .addSubcommand(new RandomCheckpointCommand())
                .addSubcommand(new CacheCommand(checks, HardwareCheck::run, CacheRunner::run))
                .addSubcommand(new AblateCommand(HardwareCheck::run, AblationRunner::run))
                .addSubcommand(new ReportCommand())
                .addSubcommand(new VisualizeCommand(HardwareCheck::run, VisualizeRunner::visualize))
                .addSubcommand(new ShapesCommand())
                .addSubcommand(new ShapesBaseCommand(ShapesBaseRunner::train));
        commandLine.setExecutionStrategy(parsed -> {
            if (root.verbose()) {
                logDetails();
            }
            return new CommandLine.RunLast().execute(parsed);
        });
        return commandLine.setExecutionExceptionHandler(failures);
    }

    private static double stepRate(Plan plan) {
        HardwareCheck.run();
        return MeasuredStep.rate(plan);
    }

    private static String measured(LlavaConfig config, String name, EfficiencyCommand.Lengths lengths, int layers) {
        HardwareCheck.run();
        return new MeasuredReport(config, lengths.text(), lengths.visual(), layers).render(name);
    }

    private static void logDetails() {
        for (String name : List.of("org.prumerge4j", StrayOutput.LOGGER)) {
            ((Logger) LoggerFactory.getLogger(name)).setLevel(Level.DEBUG);
        }
    }

    /** UTF-8; on Windows what the console says it can show, if it does (Java names the property differently by version). */
    private static Charset charset() {
        if (System.getProperty("os.name", "").startsWith("Windows")) {
            for (String property : List.of("stdout.encoding", "sun.stdout.encoding")) {
                String name = System.getProperty(property, "");
                if (!name.isEmpty() && Charset.isSupported(name)) {
                    return Charset.forName(name);
                }
            }
        }
        return StandardCharsets.UTF_8;
    }
}
