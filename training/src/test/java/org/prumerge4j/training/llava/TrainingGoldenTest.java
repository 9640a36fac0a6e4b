package org.prumerge4j.training.llava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.lora.peft.PeftFolder;
import org.prumerge4j.model.tensor.TensorValues;
import org.prumerge4j.training.checkpoint.Checkpoints;
import org.prumerge4j.training.loop.CheckpointPolicy;
import org.prumerge4j.training.loop.Trainer;
import org.prumerge4j.training.loop.TrainingPlan;
import org.prumerge4j.training.metrics.JsonlMetricSink;
import org.prumerge4j.training.optimizer.AdamW;
import org.prumerge4j.training.optimizer.AdamWOptions;
import org.prumerge4j.training.optimizer.ParameterGroups;
import org.prumerge4j.training.order.SequentialOrder;
import org.prumerge4j.training.schedule.LearningRateSchedule;
import org.prumerge4j.training.schedule.ScheduleKind;
import org.prumerge4j.training.schedule.Warmup;

/** Whole runs against the reference's losses, gradient norms, learning rates and final weights. */
class TrainingGoldenTest {
    private static final double LOSS_TOLERANCE = 1e-4;
    private static final double WEIGHT_TOLERANCE = 1e-3;

    @TempDir
    private Path folder;

    @Test
    void fromVicunaClipAndProjector() throws IOException {
        try (GoldenModel model = GoldenModel.fromParts();
                LlavaTraining training = model.training()) {
            train(model, training, 0, false);
            assertLosses(steps());
            assertFinalWeights(model, training);
        }
    }

    @Test
    void fromLlavaHf() throws IOException {
        try (GoldenModel model = GoldenModel.fromLlavaHf();
                LlavaTraining training = model.training()) {
            train(model, training, 0, false);
            assertLosses(steps());
            assertFinalWeights(model, training);
        }
    }

    @Test
    void withBlocksComputedAgain() throws IOException {
        try (GoldenModel model = GoldenModel.fromLlavaHf();
                LlavaTraining training = model.training(true)) {
            train(model, training, 0, false);
            assertLosses(steps());
            assertFinalWeights(model, training);
        }
    }

    @Test
    void interruptedHalfWayAndResumed() throws IOException {
        long half = steps() / 2;
        try (GoldenModel model = GoldenModel.fromLlavaHf()) {
            try (LlavaTraining training = model.training()) {
                train(model, training, half, false);
                assertLosses(half);
            }
            try (LlavaTraining training = model.training()) {
                train(model, training, 0, true);
                assertLosses(steps());
                assertFinalWeights(model, training);
            }
        }
    }

    private static long steps() {
        return GoldenModel.expected().get("log").size();
    }

    /** Trains to the end, or until the given step is done. */
    private void train(GoldenModel model, LlavaTraining training, long stopAfter, boolean resume) throws IOException {
        JsonNode expected = GoldenModel.expected();
        JsonNode optimizer = expected.get("optimizer");
        JsonNode schedule = expected.get("schedule");
        int samples = model.ids().size();
        LlavaTrainingStep step = training.step(model.samples, model.visualTokens, 2048);
        AdamW adamW = new AdamW(
                ParameterGroups.standard(
                        training.weights().parameters(),
                        optimizer.get("lr").asDouble(),
                        optimizer.get("projector_lr").asDouble(),
                        optimizer.get("weight_decay").asDouble()),
                new AdamWOptions(
                        optimizer.get("betas").get(0).asDouble(),
                        optimizer.get("betas").get(1).asDouble(),
                        optimizer.get("eps").asDouble()));
        TrainingPlan plan = new TrainingPlan(
                samples,
                expected.get("batch_size").asInt(),
                1,
                expected.get("epochs").asLong(),
                0);
        Trainer.builder(
                        step,
                        model.ids(),
                        new SequentialOrder(samples),
                        plan,
                        adamW,
                        LearningRateSchedule.of(
                                ScheduleKind.valueOf(
                                        schedule.get("name").asText().toUpperCase(Locale.ROOT)),
                                Warmup.ofSteps(schedule.get("warmup_steps").asLong()),
                                plan.totalSteps()))
                .maxGradientNorm(optimizer.get("max_grad_norm").asDouble())
                .logSampleIds(true)
                .metrics(new JsonlMetricSink(folder.resolve("metrics.jsonl")))
                .checkpoints(
                        new CheckpointPolicy(new Checkpoints(folder.resolve("checkpoints"), 1), 0, resume, List::of))
                .stopWhen(() -> stopAfter > 0 && adamW.steps() >= stopAfter)
                .build()
                .run();
    }

    private void assertLosses(long count) throws IOException {
        List<JsonNode> actual = new ArrayList<>();
        ObjectMapper mapper = new ObjectMapper();
        for (String line : Files.readAllLines(folder.resolve("metrics.jsonl"))) {
            JsonNode record = mapper.readTree(line);
            if (record.has("loss")) {
                actual.add(record);
            }
        }
        assertThat(actual).hasSize((int) count);
        JsonNode log = GoldenModel.expected().get("log");
        for (int i = 0; i < count; i++) {
            JsonNode expected = log.get(i);
            JsonNode own = actual.get(i);
            String step = "step " + expected.get("step");
            assertThat(own.get("step").asLong()).isEqualTo(expected.get("step").asLong());
            assertThat(own.get("samples")).as(step).isEqualTo(expected.get("samples"));
            assertClose(step, "loss", own, expected, LOSS_TOLERANCE);
            assertClose(step, "grad_norm", own, expected, 10 * LOSS_TOLERANCE);
            assertClose(step, "lr", own, expected, 1e-9);
            assertClose(step, "projector_lr", own, expected, 1e-9);
        }
    }

    private static void assertClose(String step, String key, JsonNode own, JsonNode expected, double tolerance) {
        assertThat(own.get(key).asDouble())
                .as("%s of %s", key, step)
                .isCloseTo(expected.get(key).asDouble(), offset(tolerance));
    }

    private static void assertFinalWeights(GoldenModel model, LlavaTraining training) throws IOException {
        try (PeftFolder expected = model.adapter("train/adapter_final")) {
            assertThat(training.weights().tensors().keySet())
                    .containsExactlyInAnyOrderElementsOf(expected.tensors().keySet());
            for (String name : expected.tensors().keySet()) {
                Differences.assertRelative(
                        name,
                        TensorValues.floats(training.weights(), name),
                        TensorValues.floats(expected, name),
                        WEIGHT_TOLERANCE);
            }
        }
    }
}
