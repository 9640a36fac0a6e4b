package org.prumerge4j.experiments.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.prumerge4j.experiments.ablation.Ablation;
import org.prumerge4j.experiments.ablation.AblationFolder;
import org.prumerge4j.experiments.ablation.AblationRun;
import org.prumerge4j.experiments.ablation.AblationRunner;
import org.prumerge4j.experiments.ablation.RunMatrix;
import org.prumerge4j.experiments.ablation.TuningRun;
import org.prumerge4j.experiments.ablation.WorldSection;
import org.prumerge4j.experiments.cli.Console;
import org.prumerge4j.experiments.report.ReportWriter;
import org.prumerge4j.experiments.run.AnsweringModel;
import org.prumerge4j.experiments.run.ExportRunner;
import org.prumerge4j.experiments.run.LossCurve;
import org.prumerge4j.experiments.run.RunFolder;
import org.prumerge4j.experiments.schema.ByteSize;
import org.prumerge4j.experiments.schema.ExportLayout;
import org.prumerge4j.experiments.schema.ExportSection;
import org.prumerge4j.experiments.schema.ExportType;
import org.prumerge4j.experiments.shapes.ShapesWorld;
import org.prumerge4j.experiments.shapes.question.Question;
import org.prumerge4j.experiments.shapes.scene.Split;

/** The demonstration, top down: score, tune, score again, export, load the export, ask it, report. */
public final class DemoRunner {
    private static final String LARGEST_FILE = "1GB";
    private static final int QUESTIONS = 4;

    private final Ablation ablation;
    private final Path output;
    private final Console console;

    private DemoRunner(Ablation ablation, Path output, Console console) {
        this.ablation = ablation;
        this.output = output;
        this.console = console;
    }

    /**
     * Runs it; started again, it goes on where it was stopped.
     *
     * @param output folder of everything that it leaves
     */
    public static void demo(Ablation ablation, Path output, Console console) throws IOException {
        new DemoRunner(ablation, output, console).run();
    }

    private void run() throws IOException {
        console.line("Scoring and tuning in " + output);
        AblationRunner.run(ablation, output, console);
        Optional<TuningRun> tuning = RunMatrix.expand(ablation).stream()
                .map(AblationRun::tuning)
                .flatMap(Stream::ofNullable)
                .findFirst();
        if (tuning.isPresent()) {
            Path tuned = new AblationFolder(output).tuning(tuning.get().name());
            console.text(LossCurve.read(new RunFolder(tuned).metrics()).render());
            Path exported = output.resolve("export").resolve(ExportRunner.name(ExportLayout.LLAVA_HF));
            ExportRunner.export(
                    tuned,
                    new ExportSection(ExportLayout.LLAVA_HF, ExportType.F16, ByteSize.parse(LARGEST_FILE)),
                    exported,
                    console);
            ask(exported);
        }
        console.line("");
        console.text(ReportWriter.summary(output));
        ReportWriter.write(output, output.resolve("report.html"), null, console);
    }

    /** Asks the exported checkpoint about the first scene of the test split. */
    private void ask(Path exported) throws IOException {
        WorldSection section = ablation.world();
        if (section == null) {
            return;
        }
        ShapesWorld world = new ShapesWorld(section.seed());
        Path image = new AblationFolder(output).world().resolve("images/test/000000.png");
        List<Question> questions = world.conversation(Split.TEST, 0);
        try (AnsweringModel model = new AnsweringModel(exported, null, null)) {
            int kept = model.reduce(image).merge().rows();
            console.line(String.format(Locale.ROOT, "%nThe export answers about %s (%d visual tokens):", image, kept));
            for (Question question : questions.subList(0, Math.min(QUESTIONS, questions.size()))) {
                String answer = model.answer(
                        image, question.prompt(), ablation.evaluation().maxNewTokens());
                console.line("  " + question.text().replace('\n', ' ') + "  " + answer
                        + (answer.equalsIgnoreCase(question.answer()) ? "" : "  (right: " + question.answer() + ")"));
            }
        }
    }
}
