package org.prumerge4j.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.prumerge4j.training.CapturedLog;
import org.prumerge4j.training.metrics.RecordingSink;
import org.prumerge4j.training.order.SequentialOrder;

class TrainerTest {
    private final RecordingSink sink = new RecordingSink(false);

    @Test
    void learns() throws IOException {
        ToyRun run = ToyRun.shuffled(new TrainingPlan(60, 5, 2, 40, 0), sink);
        TrainingReport report = run.builder.build().run();
        assertThat(report.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(report.steps()).isEqualTo(240);
        assertThat((double) sink.lines.get(1L).get("loss")).isGreaterThan(0.65);
        assertThat(report.finalLoss()).isLessThan(0.45);
        float[] weights = run.model.values();
        assertThat(weights[1]).isGreaterThan(weights[0]).isGreaterThan(1);
        assertThat(weights[2]).isNegative();
    }

    @Test
    void metricsHaveWhatHappened() throws IOException {
        ToyRun run = new ToyRun(new TrainingPlan(5, 2, 2, 2, 0), 0, new SequentialOrder(5), model -> model, sink);
        TrainingReport report = run.builder.build().run();
        assertThat(sink.events)
                .containsExactly(
                        "start after 0 {name=toy}", "log 1", "log 2", "log 3", "log 4", "finish completed", "close");
        Map<String, Object> first = sink.lines.get(1L);
        assertThat(first.keySet())
                .containsExactly(
                        "epoch",
                        "loss",
                        "grad_norm",
                        "lr",
                        "projector_lr",
                        "tokens",
                        "supervised_tokens",
                        "seconds",
                        "samples");
        assertThat(first)
                .containsEntry("epoch", 1L)
                .containsEntry("lr", 0.0)
                .containsEntry("projector_lr", 0.0)
                .containsEntry("supervised_tokens", 7L)
                .containsEntry("tokens", 14L)
                .containsEntry("samples", List.of("s0", "s1", "s2", "s3"));
        assertThat(sink.lines.get(2L))
                .containsEntry("lr", 0.05)
                .containsEntry("projector_lr", 0.02)
                .containsEntry("samples", List.of("s4"));
        assertThat(sink.lines.get(3L)).containsEntry("epoch", 2L).containsEntry("samples", first.get("samples"));
        assertThat(report.totals().samples()).isEqualTo(10);
        assertThat(report.totals().supervisedTokens()).isEqualTo(18);
        assertThat(report.totals().tokens()).isEqualTo(36);
        assertThat(report.tokensPerSecond()).isCloseTo(36 / report.totals().seconds(), within(1e-6));
        assertThat(report.describe()).contains("completed after 4 steps", "36 tokens of which 18 supervised");
    }

    @Test
    void normIsMeasuredBeforeClippingAndZeroTurnsClippingOff() throws IOException {
        TrainingPlan plan = new TrainingPlan(6, 6, 1, 3, 0);
        ToyRun off = new ToyRun(plan, 0, new SequentialOrder(6), model -> model, sink);
        off.builder.maxGradientNorm(0).build().run();
        RecordingSink clippedSink = new RecordingSink(false);
        ToyRun clipped = new ToyRun(plan, 0, new SequentialOrder(6), model -> model, clippedSink);
        clipped.builder.maxGradientNorm(1e-9).build().run();
        assertThat(clippedSink.lines.get(1L).get("grad_norm"))
                .isEqualTo(sink.lines.get(1L).get("grad_norm"));
        // Gradients below Adam's epsilon hardly move anything.
        assertThat(off.model.values()[1]).isGreaterThan(clipped.model.values()[1] + 0.01f);
    }

    @Test
    void accumulationEqualsOneBigBatch() throws IOException {
        RecordingSink bigSink = new RecordingSink(false);
        ToyRun small = new ToyRun(new TrainingPlan(12, 1, 6, 5, 0), 0, new SequentialOrder(12), model -> model, sink);
        ToyRun big = new ToyRun(new TrainingPlan(12, 6, 1, 5, 0), 0, new SequentialOrder(12), model -> model, bigSink);
        small.builder.build().run();
        big.builder.build().run();
        assertThat(sink.lines).hasSize(10).hasSameSizeAs(bigSink.lines);
        for (long step = 1; step <= 10; step++) {
            for (String name : List.of("loss", "grad_norm")) {
                assertThat((double) sink.lines.get(step).get(name))
                        .isCloseTo((double) bigSink.lines.get(step).get(name), within(1e-6));
            }
        }
        for (int i = 0; i < small.model.values().length; i++) {
            assertThat(small.model.values()[i]).isCloseTo(big.model.values()[i], within(1e-5f));
        }
    }

    @Test
    void windowWithoutSupervisedTokensIsSkippedButCounted() throws IOException {
        ToyRun run = new ToyRun(
                new TrainingPlan(4, 1, 2, 2, 0),
                0,
                new SequentialOrder(4),
                model -> (batch, gradients) ->
                        batch.samples().get(0) < 2 ? new MicroBatchLoss(0, 0, 3) : model.compute(batch, gradients),
                sink);
        TrainingReport report;
        try (CapturedLog log = new CapturedLog(Trainer.class.getName())) {
            report = run.builder.build().run();
            assertThat(log.messages())
                    .contains("WARN step 1 is skipped: its samples [s0, s1] have no supervised token");
        }
        assertThat(report.steps()).isEqualTo(4);
        assertThat(report.totals().skippedSteps()).isEqualTo(2);
        assertThat(run.optimizer.steps()).isEqualTo(2);
        assertThat(sink.lines.get(1L)).containsEntry("skipped", true).containsEntry("loss", Double.NaN);
        assertThat(sink.lines.get(2L)).doesNotContainKey("skipped");
        assertThat(report.finalLoss()).isFinite();
    }

    @Test
    void lossThatIsNotFiniteStopsWithTheSamples() {
        ToyRun run = new ToyRun(
                new TrainingPlan(8, 1, 2, 2, 0),
                0,
                new SequentialOrder(8),
                model -> (batch, gradients) -> {
                    MicroBatchLoss loss = model.compute(batch, gradients);
                    return batch.ids().contains("s5") ? new MicroBatchLoss(Double.NaN, 1, 1) : loss;
                },
                sink);
        assertThatThrownBy(() -> run.builder.build().run())
                .isInstanceOfSatisfying(TrainingDivergedException.class, e -> {
                    assertThat(e.step()).isEqualTo(3);
                    assertThat(e.sampleIds()).containsExactly("s4", "s5");
                })
                .hasMessageContaining("loss NaN of samples [s5]")
                .hasMessageContaining("[s4, s5]")
                .hasMessageContaining("learning rates {lora=0.0")
                .hasMessageContaining(sink.lines.get(2L).get("loss").toString());
        assertThat(sink.lines.get(3L)).containsEntry("loss", Double.NaN);
        assertThat(sink.events).endsWith("finish diverged", "close");
        assertThat(run.optimizer.steps()).isEqualTo(2);
    }

    @Test
    void gradientThatIsNotFiniteStopsBeforeItIsApplied() {
        ToyRun run = ToyRun.shuffled(
                new TrainingPlan(8, 2, 1, 2, 0),
                model -> (batch, gradients) -> {
                    if (batch.step() == 2) {
                        gradients.add(ToyModel.BIAS, FloatBuffer.wrap(new float[] {Float.POSITIVE_INFINITY}));
                    }
                    return model.compute(batch, gradients);
                },
                sink);
        assertThatThrownBy(() -> run.builder.build().run())
                .isInstanceOf(TrainingDivergedException.class)
                .hasMessageContaining("step 2")
                .hasMessageContaining("gradient norm Infinity");
        for (float value : run.model.values()) {
            assertThat(value).isFinite();
        }
    }

    @Test
    void failingSinkDoesNotStopTraining() throws IOException {
        RecordingSink failing = new RecordingSink(true);
        ToyRun run = ToyRun.shuffled(new TrainingPlan(4, 2, 1, 1, 0), failing, sink);
        assertThat(run.builder.build().run().steps()).isEqualTo(2);
        assertThat(sink.lines).hasSize(2);
        assertThat(failing.events).contains("finish completed").endsWith("close");
    }

    @Test
    void anyOtherFailureIsReportedAsSuch() {
        ToyRun run = ToyRun.shuffled(
                new TrainingPlan(4, 2, 1, 1, 0),
                model -> (batch, gradients) -> {
                    throw new IOException("image s1.png is not an image");
                },
                sink);
        assertThatThrownBy(() -> run.builder.build().run()).hasMessage("image s1.png is not an image");
        assertThat(sink.events).endsWith("finish failed", "close");
    }

    @Test
    void planCountsSteps() {
        assertThat(new TrainingPlan(665_298, 16, 8, 1, 0).totalSteps()).isEqualTo(5198);
        assertThat(new TrainingPlan(5, 2, 2, 3, 0).totalSteps()).isEqualTo(6);
        assertThat(new TrainingPlan(5, 2, 2, 3, 4).totalSteps()).isEqualTo(4);
        assertThat(new TrainingPlan(5, 2, 2, 3, 40).totalSteps()).isEqualTo(6);
        assertThatThrownBy(() -> new TrainingPlan(5, 0, 2, 3, 0)).hasMessageContaining("batch size is 0");
    }

    @Test
    void refusesPartsThatDoNotFit() {
        ToyModel model = new ToyModel(3, 0);
        ToyRun run = ToyRun.shuffled(new TrainingPlan(3, 1, 1, 1, 0));
        assertThatThrownBy(() -> Trainer.builder(
                        model,
                        model.ids(),
                        new SequentialOrder(4),
                        new TrainingPlan(3, 1, 1, 1, 0),
                        run.optimizer,
                        run.builder.schedule))
                .hasMessageContaining("3 samples, but an order of 4");
        assertThatThrownBy(() -> run.builder.maxGradientNorm(-1)).hasMessageContaining("-1.0");
    }
}
