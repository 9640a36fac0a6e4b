package org.prumerge4j.training.loop;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.training.accumulation.TokenWeightedAccumulator;
import org.prumerge4j.training.checkpoint.BatchWork;
import org.prumerge4j.training.checkpoint.Checkpoint;
import org.prumerge4j.training.checkpoint.CheckpointPart;
import org.prumerge4j.training.checkpoint.CheckpointSaveException;
import org.prumerge4j.training.checkpoint.RunIdentity;
import org.prumerge4j.training.checkpoint.RunTotals;
import org.prumerge4j.training.checkpoint.TrainingTensors;
import org.prumerge4j.training.metrics.MetricSink;
import org.prumerge4j.training.metrics.MetricSinks;
import org.prumerge4j.training.optimizer.AdamW;
import org.prumerge4j.training.optimizer.GradientClipping;
import org.prumerge4j.training.order.Batch;
import org.prumerge4j.training.order.RandomStreams;
import org.prumerge4j.training.order.SampleOrder;
import org.prumerge4j.training.progress.ProgressDisplay;
import org.prumerge4j.training.schedule.LearningRateSchedule;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One training run: setup, steps, save, report. Everything it works with is handed in; see {@link TrainerBuilder}.
 *
 * <p>A step is one window of micro-batches and one update of the optimiser. A window without any supervised token
 * counts as a step, so that the schedule keeps its place, but changes neither parameters nor moments.
 */
public final class Trainer {
    private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);
    private static final double NANOSECONDS = 1e9;

    private final TrainingStep step;
    private final List<String> sampleIds;
    private final SampleOrder order;
    private final TrainingPlan plan;
    private final AdamW optimizer;
    private final LearningRateSchedule schedule;
    private final double maxGradientNorm;
    private final long seed;
    private final Map<String, Object> configuration;
    private final RunIdentity identity;
    private final MetricSink metrics;
    private final boolean logSampleIds;
    private final ProgressDisplay progress;
    private final @Nullable CheckpointPolicy policy;
    private final @Nullable ValidationPolicy validation;
    private final BooleanSupplier stopRequested;
    private final TokenWeightedAccumulator accumulator;

    /**
     * Parts of a run, those that have no default.
     *
     * @param step computes loss and gradients
     * @param sampleIds ids of all samples, in the order of the data set
     * @param order order of the samples in each epoch
     * @param plan how they are cut into steps
     * @param optimizer updates the parameters, at step 0
     * @param schedule multiplier of the learning rates
     */
    public static TrainerBuilder builder(
            TrainingStep step,
            List<String> sampleIds,
            SampleOrder order,
            TrainingPlan plan,
            AdamW optimizer,
            LearningRateSchedule schedule) {
        return new TrainerBuilder(step, sampleIds, order, plan, optimizer, schedule);
    }

    Trainer(TrainerBuilder parts) {
        this.step = parts.step;
        this.sampleIds = parts.sampleIds;
        this.order = parts.order;
        this.plan = parts.plan;
        this.optimizer = parts.optimizer;
        this.schedule = parts.schedule;
        this.maxGradientNorm = parts.maxGradientNorm;
        this.seed = parts.seed;
        this.configuration = parts.configuration;
        this.identity = parts.identity();
        this.metrics = MetricSinks.all(parts.sinks);
        this.logSampleIds = parts.logSampleIds;
        this.progress = parts.progress;
        this.policy = parts.policy;
        this.validation = parts.validation;
        this.stopRequested = parts.stopRequested;
        this.accumulator = new TokenWeightedAccumulator(optimizer.parameters());
    }

    /**
     * Runs from the beginning or from the newest checkpoint to the end, once. Sinks and display are closed afterwards.
     *
     * @throws TrainingDivergedException if a loss or a gradient is not finite
     * @throws IOException if a checkpoint cannot be read or written or a sample cannot be read
     */
    public TrainingReport run() throws IOException {
        try (metrics;
                progress) {
            RunCourse course = setup();
            RunStatus status = RunStatus.FAILED;
            try {
                RunStatus end = steps(course);
                save(course);
                status = end;
                return report(course, end);
            } catch (TrainingDivergedException e) {
                status = RunStatus.DIVERGED;
                throw e;
            } finally {
                metrics.finish(status.label());
            }
        }
    }

    private RunCourse setup() throws IOException {
        RunCourse course = policy == null ? RunCourse.beginning(order, plan.batchSize()) : resume(policy);
        metrics.start(configuration, course.step());
        progress.start(plan.totalSteps(), course.step());
        return course;
    }

    private RunCourse resume(CheckpointPolicy from) throws IOException {
        if (!from.resume()) {
            List<Long> existing = from.checkpoints().steps();
            if (!existing.isEmpty()) {
                throw new IOException("there are checkpoints of steps " + existing + " where a new run is to be saved, "
                        + from.checkpoints().folderOf(existing.get(0)).getParent()
                        + "; resume that run, or give the new one another name");
            }
            return RunCourse.beginning(order, plan.batchSize());
        }
        Optional<Checkpoint> latest = from.checkpoints().latest();
        if (latest.isEmpty()) {
            LOG.info("no checkpoint to resume from; beginning at step 1");
            return RunCourse.beginning(order, plan.batchSize());
        }
        Checkpoint checkpoint = latest.get();
        checkpoint.state().identity().requireSame(identity, checkpoint.folder().toString());
        new TrainingTensors(optimizer).restore(checkpoint);
        LOG.info("resuming from {}", checkpoint.folder());
        return RunCourse.after(checkpoint, order, plan.batchSize());
    }

    private RunStatus steps(RunCourse course) throws IOException {
        while (course.step() < plan.totalSteps()) {
            if (stopRequested.getAsBoolean()) {
                LOG.info("stopping after step {} as requested", course.step());
                return RunStatus.STOPPED;
            }
            WindowResult result = step(course);
            course.advance(result.counts(), result.loss());
            Map<String, Object> line = result.metrics(logSampleIds);
            boolean best = validateSafely(course, line);
            metrics.log(course.step(), line);
            progress.step(course.step(), result.loss(), result.tokensPerSecond());
            if (policy != null && (best || policy.dueAfter(course.step()))) {
                save(course);
            }
        }
        return RunStatus.COMPLETED;
    }

    /** The step before is made and counted: if validation fails, it is saved. */
    private boolean validateSafely(RunCourse course, Map<String, Object> line) throws IOException {
        try {
            return validate(course, line);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            rescue(course, e);
            throw e;
        }
    }

    /** Adds the validation loss to the line of metrics if it is time; whether this is a checkpoint to be kept. */
    private boolean validate(RunCourse course, Map<String, Object> line) throws IOException {
        if (validation == null || !validation.dueAfter(course.step(), plan.totalSteps())) {
            return false;
        }
        long begin = System.nanoTime();
        double loss = validation.validation().loss().mean();
        boolean best = course.validated(loss);
        line.put("validation_loss", loss);
        line.put("validation_seconds", (System.nanoTime() - begin) / NANOSECONDS);
        LOG.info("step {}: validation loss {}{}", course.step(), loss, best ? ", the lowest so far" : "");
        return best && validation.keepBest();
    }

    private WindowResult step(RunCourse course) throws IOException {
        long begin = System.nanoTime();
        Window window = nextWindow(course);
        Amounts amounts = accumulateSafely(course, window);
        double norm = Double.NaN;
        boolean empty = accumulator.supervisedTokens() == 0;
        if (empty) {
            LOG.warn("step {} is skipped: its samples {} have no supervised token", window.step(), window.ids());
        } else {
            norm = update(course, window);
        }
        RunTotals counts = new RunTotals(
                window.ids().size(),
                amounts.tokens(),
                accumulator.supervisedTokens(),
                empty ? 1 : 0,
                (System.nanoTime() - begin) / NANOSECONDS,
                amounts.work());
        return new WindowResult(window, accumulator.meanLoss(), norm, learningRates(window), counts);
    }

    private Window nextWindow(RunCourse course) {
        long number = course.step() + 1;
        List<Batch> batches = course.cursor().nextWindow(plan.accumulation());
        List<MicroBatch> microBatches = new ArrayList<>();
        for (Batch batch : batches) {
            int index = microBatches.size();
            List<String> ids = batch.indices().stream().map(sampleIds::get).toList();
            microBatches.add(new MicroBatch(
                    number, index, batch.indices(), ids, RandomStreams.ofMicroBatch(seed, number, index)));
        }
        return new Window(number, batches.get(0).epoch() + 1, microBatches);
    }

    /** What the micro-batches of a window add up to. */
    private record Amounts(long tokens, BatchWork work) {}

    /** Nothing is lost if it fails: weights and moments are those after the last whole step, which is saved. */
    private Amounts accumulateSafely(RunCourse course, Window window) throws IOException {
        try {
            return accumulate(course, window);
        } catch (TrainingDivergedException | CheckpointSaveException e) {
            throw e;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            rescue(course, e);
            throw e;
        }
    }

    private void rescue(RunCourse course, Throwable failure) {
        if (policy == null || course.step() == 0) {
            return;
        }
        try {
            save(course);
            LOG.warn(
                    "the run fails after step {}, which is saved in {}: resume once the cause is removed",
                    course.step(),
                    course.lastSaved());
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            failure.addSuppressed(e);
            LOG.warn("the run fails after step {}, which cannot be saved: {}", course.step(), e.toString());
        }
    }

    /** Sums losses and gradients of the window. */
    private Amounts accumulate(RunCourse course, Window window) throws IOException {
        accumulator.begin();
        long tokens = 0;
        BatchWork work = BatchWork.NONE;
        for (MicroBatch batch : window.microBatches()) {
            saveIfStopping(course);
            MicroBatchLoss loss = step.compute(batch, accumulator);
            if (!Double.isFinite(loss.sum())) {
                String what = "loss " + loss.sum() + " of samples " + batch.ids();
                throw diverged(course, window, what, loss.sum(), Double.NaN);
            }
            accumulator.addLoss(loss.sum(), loss.supervisedTokens());
            tokens += loss.tokens();
            work = work.plus(loss.work());
        }
        return new Amounts(tokens, work);
    }

    /**
     * Saves the last whole step as soon as the run is asked to stop: whoever asks may have less patience than the running
     * step takes, and kill the process.
     */
    private void saveIfStopping(RunCourse course) throws IOException {
        if (course.step() > 0 && stopRequested.getAsBoolean() && policy != null && !course.isSaved()) {
            save(course);
            LOG.info("asked to stop: saved {}; finishing step {}", course.lastSaved(), course.step() + 1);
        }
    }

    /** Clips and applies the window's gradient; returns its norm before clipping. */
    private double update(RunCourse course, Window window) throws IOException {
        Map<String, float[]> gradients = accumulator.meanGradients();
        double norm = GradientClipping.clip(gradients, maxGradientNorm);
        if (!Double.isFinite(norm)) {
            throw diverged(course, window, "gradient norm " + norm, accumulator.meanLoss(), norm);
        }
        optimizer.step(gradients, multiplier(window));
        return norm;
    }

    /** The step still goes to the metrics, so that a plot shows where and how the run ended. */
    private TrainingDivergedException diverged(
            RunCourse course, Window window, String what, double loss, double gradientNorm) throws IOException {
        Map<String, Double> rates = learningRates(window);
        WindowResult result = new WindowResult(window, loss, gradientNorm, rates, RunTotals.NONE);
        metrics.log(window.step(), result.metrics(logSampleIds));
        return new TrainingDivergedException(window.step(), what, window.ids(), rates, course.lastLosses());
    }

    private double multiplier(Window window) {
        return schedule.multiplier(window.step() - 1);
    }

    private Map<String, Double> learningRates(Window window) {
        return optimizer.learningRates(multiplier(window));
    }

    private void save(RunCourse course) throws IOException {
        if (policy == null || course.isSaved()) {
            return;
        }
        List<CheckpointPart> parts = new ArrayList<>(new TrainingTensors(optimizer).parts());
        parts.addAll(policy.extras().get());
        if (course.best().exists()) {
            parts.add(course.best().part());
        }
        policy.checkpoints()
                .keep(
                        validation != null && validation.keepBest()
                                ? course.best().step()
                                : 0);
        course.savedAs(policy.checkpoints().save(course.state(optimizer.steps(), identity), parts));
        LOG.debug("saved {}", course.lastSaved());
    }

    private static TrainingReport report(RunCourse course, RunStatus status) {
        return new TrainingReport(status, course.step(), course.totals(), course.lastLoss(), course.lastSaved());
    }
}
