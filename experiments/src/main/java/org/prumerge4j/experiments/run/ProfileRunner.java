package org.prumerge4j.experiments.run;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.prumerge4j.data.tokenizer.Tokenizer;
import org.prumerge4j.data.tokenizer.Tokenizers;
import org.prumerge4j.experiments.cli.Console;
import org.prumerge4j.experiments.cli.ProfileRequest;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.model.engine.PlanReport;
import org.prumerge4j.model.execution.NativeThreads;
import org.prumerge4j.prumerge.registry.Reducers;
import org.prumerge4j.training.llava.LlavaTraining;
import org.prumerge4j.training.llava.LlavaTrainingStep;
import org.prumerge4j.training.loop.MicroBatch;
import org.prumerge4j.training.loop.MicroBatchLoss;
import org.prumerge4j.training.order.Position;
import org.prumerge4j.training.order.RandomStreams;

/** Runs forward and backward of an experiment's first micro-batch again and again, and says what it costs. */
public final class ProfileRunner {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double GIGA = 1e9;

    private ProfileRunner() {}

    /** Runs and prints; changes no weights and writes no files. */
    public static void profile(Experiment experiment, ProfileRequest request, Console console) throws IOException {
        try (BaseModel base = BaseModel.open(experiment.model())) {
            NativeThreads.suit(base.config().decoder());
            try (LlavaTraining training = RunAdapters.training(experiment, base, RunAdapters.layout(experiment, base));
                    Images images = Images.of(
                            base,
                            TrainingSettings.aspectRatio(experiment.data()),
                            Reducers.create(TrainingSettings.reducer(experiment.reducer())));
                    Tokenizer tokenizer = Tokenizers.load(base.tokenizerFolder());
                    RunData data = RunData.onDemand(experiment, tokenizer, images)) {
                LlavaTrainingStep step = training.step(
                        data.samples(), images.visualTokens(), experiment.data().maxLength());
                run(step, batch(experiment, data), training, request, console);
            }
        }
    }

    private static MicroBatch batch(Experiment experiment, RunData data) {
        List<Integer> samples = Arrays.stream(data.order().epoch(Position.START.epoch()))
                .limit(experiment.training().batchSize())
                .boxed()
                .toList();
        List<String> ids = samples.stream().map(data.samples().ids()::get).toList();
        return new MicroBatch(1, 0, samples, ids, RandomStreams.ofMicroBatch(experiment.seed(), 1, 0));
    }

    private static void run(
            LlavaTrainingStep step, MicroBatch batch, LlavaTraining training, ProfileRequest request, Console console)
            throws IOException {
        MicroBatchLoss loss = step.compute(batch, (name, gradient) -> {});
        if (loss.supervisedTokens() == 0) {
            throw new IllegalArgumentException(
                    "samples " + batch.ids() + " have no supervised token, so there is nothing"
                            + " to compute; give another seed or other data");
        }
        for (int i = 1; i < request.warmUp(); i++) {
            step.compute(batch, (name, gradient) -> {});
        }
        Supplier<PlanReport> kernels = training.timeKernels();
        long start = System.nanoTime();
        for (int i = 0; i < request.steps(); i++) {
            step.compute(batch, (name, gradient) -> {});
        }
        double millis = (System.nanoTime() - start) / NANOS_PER_MILLI / request.steps();
        print(loss, batch, millis, kernels.get(), request, console);
    }

    private static void print(
            MicroBatchLoss loss,
            MicroBatch batch,
            double millis,
            PlanReport report,
            ProfileRequest request,
            Console console) {
        console.line(String.format(
                Locale.ROOT,
                "forward and backward of %d samples: %d tokens, %d of them supervised; images encoded and reduced before",
                batch.samples().size(),
                loss.tokens(),
                loss.supervisedTokens()));
        console.line(String.format(
                Locale.ROOT,
                "%.2f ms a step, of which %.2f ms in %d kernels: %.2f GFLOP, %.1f GFLOP/s; %.0f tokens/s",
                millis,
                report.nanos() / NANOS_PER_MILLI,
                report.steps().size(),
                report.operations() / GIGA,
                report.nanos() == 0 ? 0 : report.operations() / report.nanos(),
                loss.tokens() / millis * 1000));
        console.text(report.table());
        if (request.top() > 0) {
            console.text(report.dearest(request.top()));
        }
    }
}
