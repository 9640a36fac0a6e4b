package org.prumerge4j.experiments.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.commons.io.FileUtils;
import org.prumerge4j.experiments.cli.Console;
import org.prumerge4j.experiments.schema.DemoQuestion;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.schema.ExperimentReader;
import org.prumerge4j.experiments.schema.ExportLayout;

/** The demonstration: train, show the loss falling, export, load the export, ask it questions. */
public final class DemoRunner {
    private DemoRunner() {}

    /** Runs it. */
    public static void demo(Experiment experiment, Console console) throws IOException {
        forgetEarlierRun(experiment);
        console.line("Training adapters on " + experiment.data().instructions());
        if (!TrainingRunner.train(experiment, false, console)) {
            console.line("stopped; the demonstration begins anew the next time");
            return;
        }
        RunFolder folder = new RunFolder(experiment.output());
        LossCurve curve = LossCurve.read(folder.metrics());
        console.text(curve.render());
        console.line(
                String.format(Locale.ROOT, "loss: first tenth %.3f, last tenth %.3f", curve.beginning(), curve.end()));
        Path export = folder.export(ExportRunner.name(ExportLayout.LLAVA_HF));
        console.line("Loading " + export);
        try (AnsweringModel model = new AnsweringModel(export, null, null)) {
            ask(model, experiment.demo().questions(), experiment.generation().maxNewTokens(), console);
        }
    }

    /** A demonstration starts from nothing; only what an earlier one left is removed. */
    private static void forgetEarlierRun(Experiment experiment) throws IOException {
        RunFolder folder = new RunFolder(experiment.output());
        if (Files.isRegularFile(folder.experiment())) {
            String earlier = ExperimentReader.read(folder.experiment(), List.of())
                    .value()
                    .name();
            if (earlier.equals(experiment.name())) {
                FileUtils.deleteDirectory(folder.path().toFile());
            }
        }
    }

    private static void ask(AnsweringModel model, List<DemoQuestion> questions, int maxNewTokens, Console console)
            throws IOException {
        for (DemoQuestion question : questions) {
            int kept = model.reduce(question.image()).merge().rows();
            String answer = model.answer(question.image(), question.question(), maxNewTokens);
            console.line("");
            console.line(question.image().getFileName() + " (" + kept + " visual tokens)");
            console.line("  Q: " + question.question());
            console.line("  A: " + answer);
        }
    }
}
