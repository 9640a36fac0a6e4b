package org.prumerge4j.experiments.run;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.cli.Console;
import org.prumerge4j.experiments.cli.GenerateRequest;

/** Answers one question, or writes what the decoder makes of it. */
public final class GenerateRunner {
    private GenerateRunner() {}

    /** Answers a question. */
    public static void generate(GenerateRequest request, Console console) throws IOException {
        try (AnsweringModel model = new AnsweringModel(request.checkpoint(), request.adapter(), request.reducer())) {
            @Nullable Path logits = request.logits();
            if (logits != null) {
                model.logits(request.image(), request.question()).write(logits);
                console.line("logits of the prompt written to " + logits);
            } else {
                console.line(model.answer(request.image(), request.question(), request.maxNewTokens()));
            }
        }
    }
}
