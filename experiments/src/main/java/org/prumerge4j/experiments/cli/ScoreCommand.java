package org.prumerge4j.experiments.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.evaluation.Benchmark;
import org.prumerge4j.experiments.evaluation.EvaluationFiles;
import org.prumerge4j.experiments.evaluation.ScoreReport;
import org.prumerge4j.experiments.evaluation.suite.Benchmarks;
import org.prumerge4j.experiments.yaml.Suggestions;
import org.prumerge4j.model.io.AtomicFiles;
import org.prumerge4j.model.io.StrictJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Scores answers that a model gave to a benchmark. */
@Command(
        name = "score",
        description = "Score an answers file by the rules of a benchmark's official scorer. Needs no model.",
        footer = {
            "",
            "Example: prumerge4j score pope --answers answers.jsonl --questions llava_pope_test.jsonl"
                    + " --annotations coco"
        })
final class ScoreCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "BENCHMARK",
            description = "One of vqav2, scienceqa, textvqa, pope, mme, mmbench.")
    private String benchmark = "";

    @Option(names = "--answers", paramLabel = "FILE", required = true, description = "Answers, JSON lines.")
    private Path answers = Path.of("");

    @Option(names = "--questions", paramLabel = "FILE", required = true, description = "The benchmark's questions.")
    private Path questions = Path.of("");

    @Option(
            names = "--annotations",
            paramLabel = "PATH",
            description = "File or folder of the right answers; not for mmbench, whose questions file has them.")
    private @Nullable Path annotations;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the scores here too, in full precision.")
    private @Nullable Path json;

    @Option(
            names = "--upload",
            paramLabel = "PATH",
            description = "Write what the benchmark's server or official tool takes: vqav2 a JSON list, mmbench a"
                    + " tab-separated table, mme a folder.")
    private @Nullable Path upload;

    @Override
    public Integer call() throws Exception {
        if (spec != null) {
            Console console = new Console(spec.commandLine().getOut());
            Benchmark chosen = benchmark(spec);
            EvaluationFiles files = new EvaluationFiles(answers, questions, annotations);
            boolean scores = annotations != null || chosen.annotationsHint() == null;
            check(spec, chosen, scores);
            if (upload != null && chosen.upload() != null) {
                chosen.upload().write(files, upload);
                console.line(upload + ": " + chosen.upload().describe());
            }
            if (scores) {
                report(chosen.score(files), console);
            }
        }
        return ExitCode.OK;
    }

    private Benchmark benchmark(CommandSpec command) {
        List<Benchmark> all = Benchmarks.all();
        String wanted = benchmark.toLowerCase(Locale.ROOT);
        for (Benchmark candidate : all) {
            if (candidate.name().equals(wanted)) {
                return candidate;
            }
        }
        List<String> names = all.stream().map(Benchmark::name).toList();
        throw new ParameterException(
                command.commandLine(),
                "found the benchmark '" + benchmark + "', expected one of " + String.join(", ", names)
                        + Suggestions.ending(Suggestions.closest(wanted, names)));
    }

    /** Refuses options that the benchmark has no use for, and missing ones, before any work is done. */
    private void check(CommandSpec command, Benchmark chosen, boolean scores) {
        Benchmark.@Nullable Upload format = chosen.upload();
        if (upload != null && format == null) {
            throw new ParameterException(
                    command.commandLine(), "--upload: " + chosen.name() + " has no server; it is scored here");
        }
        boolean uploadOnly = upload != null && format != null && format.withoutAnnotations() && json == null;
        if (!scores && !uploadOnly) {
            throw new ParameterException(
                    command.commandLine(),
                    "--annotations is missing: " + chosen.name() + " is scored with the " + chosen.annotationsHint());
        }
    }

    private void report(ScoreReport report, Console console) throws IOException {
        console.text(report.table());
        if (json != null) {
            byte[] text = StrictJson.format(report.json());
            new AtomicFiles().writeFile(json, channel -> channel.write(ByteBuffer.wrap(text)));
        }
    }
}
