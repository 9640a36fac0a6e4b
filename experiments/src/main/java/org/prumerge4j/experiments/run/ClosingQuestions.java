package org.prumerge4j.experiments.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.prumerge4j.experiments.cli.Console;
import org.prumerge4j.experiments.schema.DemoQuestion;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.schema.ExportLayout;
import org.prumerge4j.experiments.schema.ExportSection;

/** What a trained model answers to the questions of its experiment file, once it is exported as a whole. */
final class ClosingQuestions {
    private ClosingQuestions() {}

    /** Loads the first whole export and asks it; does nothing without questions or such an export. */
    static void ask(Experiment experiment, Console console) throws IOException {
        List<DemoQuestion> questions = experiment.demo().questions();
        Optional<Path> exported = experiment.export().stream()
                .map(ExportSection::layout)
                .filter(layout -> layout != ExportLayout.PEFT)
                .map(layout -> new RunFolder(experiment.output()).export(ExportRunner.name(layout)))
                .findFirst();
        if (questions.isEmpty() || exported.isEmpty()) {
            return;
        }
        console.line("asking " + exported.get());
        try (AnsweringModel model = new AnsweringModel(exported.get(), null, null)) {
            for (DemoQuestion question : questions) {
                int kept = model.reduce(question.image()).merge().rows();
                String answer = model.answer(
                        question.image(),
                        question.question(),
                        experiment.generation().maxNewTokens());
                console.line("");
                console.line(question.image().getFileName() + " (" + kept + " visual tokens)");
                console.line("  Q: " + question.question());
                console.line("  A: " + answer);
            }
        }
    }
}
