package org.prumerge4j.experiments.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.report.ReportWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes the report of an ablation. */
@Command(
        name = "report",
        description = "Write the report of an ablation: one HTML page, and its tables in Markdown beside it.",
        footer = {"", "Example: prumerge4j report --runs runs/ablations/shapes --output report.html"})
final class ReportCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--runs", required = true, paramLabel = "FOLDER", description = "Output folder of the ablation.")
    private Path runs = Path.of("");

    @Option(names = "--output", required = true, paramLabel = "FILE", description = "HTML file to write.")
    private Path output = Path.of("");

    @Option(
            names = "--notes",
            paramLabel = "FILE",
            description = "Text to be read first, paragraphs separated by empty lines.")
    private @Nullable Path notes;

    @Override
    public Integer call() throws Exception {
        if (spec != null) {
            ReportWriter.write(
                    runs, output, notes, new Console(spec.commandLine().getOut()));
        }
        return ExitCode.OK;
    }
}
