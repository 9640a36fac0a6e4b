package org.prumerge4j.training.tracking.wandb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.model.io.Checksums;
import org.prumerge4j.training.metrics.MetricSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run in Weights and Biases. Everything goes into a store on disk first, in the format of {@code wandb sync}; online, it
 * is sent from there in the background, and trouble with the server neither delays nor ends the run.
 *
 * <p>A run that goes on after step n keeps its id and its store, from which later steps are cut off; steps that the server
 * already has are not sent again. NaN and infinities are written as texts, see {@link Json}; lists are left out.
 */
public final class WandbSink implements MetricSink {
    private static final Logger LOG = LoggerFactory.getLogger(WandbSink.class);
    private static final int FAILURE = 1;
    private static final int HASH_IN_NAME = 20;

    private final WandbSettings settings;
    private final Path memory;
    private final WandbTiming timing;
    private final RunClock clock;
    private final AtomicBoolean stopRequested = new AtomicBoolean();
    private final AtomicBoolean statisticsFailed = new AtomicBoolean();
    private final Map<String, Object> media = new LinkedHashMap<>();
    private volatile @Nullable RunStore store;
    private volatile boolean finished;
    private @Nullable Transmission transmission;
    private @Nullable ScheduledExecutorService sampling;
    private @Nullable Thread hook;

    /**
     * A run that has not begun.
     *
     * @param folder where its folder {@code wandb} is made, unless {@code WANDB_DIR} says otherwise
     * @param memory a file that remembers the run, so that it can go on; its folder has to exist
     * @throws IllegalArgumentException if an environment variable has a value that is not understood
     */
    public WandbSink(WandbOptions options, WandbEnvironment environment, Path folder, Path memory) {
        this(WandbSettings.resolve(options, environment, folder), memory, WandbTiming.USUAL, RunClock.SYSTEM);
    }

    WandbSink(WandbSettings settings, Path memory, WandbTiming timing, RunClock clock) {
        this.settings = settings;
        this.memory = memory;
        this.timing = timing;
        this.clock = clock;
    }

    @Override
    public void start(Map<String, Object> configuration, long completedSteps) throws IOException {
        close();
        if (settings.mode() == WandbMode.DISABLED) {
            return;
        }
        finished = false;
        RunStore opened = open(configuration, completedSteps);
        store = opened;
        Thread ending = new Thread(this::processEnds, "wandb-end");
        Runtime.getRuntime().addShutdownHook(ending);
        hook = ending;
        if (settings.mode() == WandbMode.ONLINE) {
            WandbApi api = new WandbApi(settings.server(), Objects.requireNonNull(settings.key()), timing.request());
            transmission = new Transmission(api, opened, settings, configuration, timing, this::requestStop);
            transmission.start();
        }
        sample(opened);
    }

    private RunStore open(Map<String, Object> configuration, long completedSteps) throws IOException {
        RunLocation earlier = completedSteps == 0 ? null : RunLocation.recall(memory);
        if (earlier != null) {
            earlier.forgetSync();
            LOG.info("W&B: run {} goes on in {}", earlier.id(), earlier.folder());
            return RunStore.resume(earlier, configuration, completedSteps, clock);
        }
        RunLocation location = RunLocation.create(settings, clock.now());
        location.remember(memory);
        LOG.info("W&B: run {} is kept in {}", location.id(), location.folder());
        return RunStore.create(location, settings, configuration, clock);
    }

    @Override
    public void log(long step, Map<String, Object> values) throws IOException {
        if (settings.mode() == WandbMode.DISABLED) {
            return;
        }
        Map<String, Object> row = Json.scalars(values);
        synchronized (media) {
            row.putAll(media);
        }
        opened().row(step, row);
        synchronized (media) {
            media.keySet().removeAll(row.keySet());
        }
        wake();
    }

    /**
     * An image, shown with the next step that is logged.
     *
     * @param key name of its panel: letters, digits, {@code '_'}, {@code '-'}, {@code '.'}
     * @param png content of a PNG file
     * @param width in pixels
     * @param height in pixels
     * @throws IllegalArgumentException if the key cannot be part of a file name
     */
    public void image(String key, byte[] png, int width, int height) throws IOException {
        if (!key.matches("[A-Za-z0-9_-][A-Za-z0-9._-]*")) {
            throw new IllegalArgumentException(
                    "the image key is '" + key + "', expected letters, digits, '.', '-' and '_'");
        }
        if (settings.mode() == WandbMode.DISABLED) {
            return;
        }
        RunStore open = opened();
        String hash = Checksums.sha256(png);
        String path = "media/images/" + key + "_" + hash.substring(0, HASH_IN_NAME) + ".png";
        Path file = open.location().files().resolve(path);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.write(file, png);
        open.file(path);
        Map<String, Object> image = new LinkedHashMap<>();
        image.put("_type", "image-file");
        image.put("path", path);
        image.put("sha256", hash);
        image.put("size", png.length);
        image.put("format", "png");
        image.put("width", width);
        image.put("height", height);
        synchronized (media) {
            media.put(key, image);
        }
    }

    /** Whether somebody pressed Stop on the page of the run: hand it to the training loop. */
    public boolean stopRequested() {
        return stopRequested.get();
    }

    @Override
    public void finish(String status) throws IOException {
        RunStore open = store;
        if (open == null || finished) {
            return;
        }
        stopSampling();
        int code = status.equals("completed") || status.equals("stopped") ? 0 : FAILURE;
        try {
            open.summary(Map.of("status", status));
        } finally {
            finished = true;
            end(open, code, timing.finish());
        }
    }

    @Override
    public void close() throws IOException {
        stopSampling();
        RunStore open = store;
        if (open == null) {
            return;
        }
        try {
            if (!finished) {
                finish("failed");
            }
        } finally {
            removeHook();
            store = null;
            transmission = null;
            open.close();
        }
    }

    @Override
    public String toString() {
        return "W&B " + settings.project();
    }

    private RunStore opened() {
        RunStore open = store;
        if (open == null) {
            throw new IllegalStateException("the W&B run of " + settings.project() + " is not started, or closed");
        }
        return open;
    }

    /** Writes the end into the store and waits until it is sent, if it is. */
    private void end(RunStore open, int code, Duration longest) throws IOException {
        try {
            open.exit(code);
        } finally {
            tellServer(open, code, longest);
        }
    }

    private void tellServer(RunStore open, int code, Duration longest) {
        Transmission sending = transmission;
        try {
            if (sending == null) {
                LOG.info(
                        "W&B: the run is on disk; send it with: {}",
                        open.location().howToSync());
            } else if (sending.finish(code, longest)) {
                LOG.info("W&B: the run is on the server");
            } else {
                LOG.warn(
                        "W&B: the server does not have all of the run; send it with: {}",
                        open.location().howToSync());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.warn("W&B: interrupted; send the run with: {}", open.location().howToSync());
        }
    }

    /** The process is being ended from outside, or ends without having closed this. */
    private void processEnds() {
        RunStore open = store;
        if (open != null && !finished) {
            try {
                end(open, FAILURE, timing.shutdown());
            } catch (IOException e) {
                LOG.warn("W&B: the end of the run cannot be written: {}", e.toString());
            }
        }
    }

    private void removeHook() {
        Thread ending = hook;
        hook = null;
        if (ending != null && ending != Thread.currentThread()) {
            try {
                Runtime.getRuntime().removeShutdownHook(ending);
            } catch (IllegalStateException e) {
                LOG.debug("the process is ending already");
            }
        }
    }

    private void requestStop() {
        if (!stopRequested.getAndSet(true)) {
            LOG.info("W&B: Stop was pressed on the page of the run");
        }
    }

    private void sample(RunStore open) {
        SystemMetrics metrics = new SystemMetrics();
        // The first one at once, not by the executor: a run can be over before that has started.
        sample(open, metrics);
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "wandb-system-metrics");
            thread.setDaemon(true);
            return thread;
        });
        long pause = timing.statistics().toMillis();
        ScheduledFuture<?> task =
                executor.scheduleWithFixedDelay(() -> sample(open, metrics), pause, pause, TimeUnit.MILLISECONDS);
        LOG.trace("system metrics: {}", task);
        sampling = executor;
    }

    private void sample(RunStore open, SystemMetrics metrics) {
        try {
            open.statistics(metrics.sample());
            wake();
        } catch (IOException | RuntimeException e) {
            if (!statisticsFailed.getAndSet(true)) {
                LOG.warn("W&B: system metrics go missing: {}", e.toString());
            }
        }
    }

    /** No sample may come after the end of the run. */
    private void stopSampling() {
        ScheduledExecutorService executor = sampling;
        sampling = null;
        if (executor != null) {
            executor.shutdown();
            try {
                if (!executor.awaitTermination(timing.shutdown().toMillis(), TimeUnit.MILLISECONDS)) {
                    LOG.debug("a sample of system metrics takes long");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void wake() {
        Transmission sending = transmission;
        if (sending != null) {
            sending.wake();
        }
    }
}
