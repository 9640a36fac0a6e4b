package org.prumerge4j.training.tracking.wandb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a run to the server while it goes on, in a thread of its own. The store on disk is its queue: it reads there what
 * has been written, so that it needs no memory for what waits, whoever writes never waits for it, and whatever fails here
 * is still in the store.
 *
 * <p>What may pass (no network, 429, 5xx) is tried again, with growing pauses, as long as the run goes on. Anything else
 * ends the transmission with one message that says how to send the run later.
 */
final class Transmission {
    private static final Logger LOG = LoggerFactory.getLogger(Transmission.class);

    private final WandbApi api;
    private final RunStore store;
    private final WandbSettings settings;
    private final Map<String, Object> configuration;
    private final WandbTiming timing;
    private final Runnable stopRequest;
    private final RunHost host;
    private final Semaphore news = new Semaphore(0);
    private final CountDownLatch finishing = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<String> uploaded = new ArrayList<>();
    private volatile int exitCode;
    private volatile long deadline;
    private volatile boolean complete;
    private ServerPosition position = ServerPosition.NOTHING;
    private boolean inTrouble;
    private long lastContact = System.nanoTime();
    private long lastStopCheck = lastContact;

    /**
     * A transmission that has not begun.
     *
     * @param configuration of the run
     * @param stopRequest called when the server asks to stop, maybe more than once
     */
    Transmission(
            WandbApi api,
            RunStore store,
            WandbSettings settings,
            Map<String, Object> configuration,
            WandbTiming timing,
            Runnable stopRequest) {
        this.api = api;
        this.store = store;
        this.settings = settings;
        this.configuration = configuration;
        this.timing = timing;
        this.stopRequest = stopRequest;
        this.host = RunHost.thisMachine(RunClock.SYSTEM.now());
    }

    private interface Call<T> {
        T make() throws WandbApiException, InterruptedException;
    }

    void start() {
        Thread thread = new Thread(this::run, "wandb-transmission");
        thread.setDaemon(true);
        thread.start();
    }

    /** Something new is in the store. */
    void wake() {
        if (news.availablePermits() == 0) {
            news.release();
        }
    }

    /**
     * Sends the rest and the end of the run.
     *
     * @param longest how long to wait for that
     * @return whether the server has everything
     */
    boolean finish(int code, Duration longest) throws InterruptedException {
        if (finishing.getCount() > 0) {
            exitCode = code;
            deadline = System.nanoTime() + longest.toNanos();
            finishing.countDown();
            news.release();
        }
        // A last request may begin right before the deadline.
        long patience = longest.plus(min(timing.request(), longest)).toMillis();
        boolean over = ended.await(patience, TimeUnit.MILLISECONDS);
        return over && complete;
    }

    private void run() {
        try {
            RunAddress run = connect();
            complete = complete || follow(run);
        } catch (IOException | RuntimeException e) {
            LOG.warn(
                    "W&B: {}; nothing more is sent, the run is kept on disk: send it later with: {}",
                    e.getMessage() == null ? e.toString() : e.getMessage(),
                    store.location().howToSync());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }

    private RunAddress connect() throws WandbApiException, InterruptedException {
        String id = store.location().id();
        WandbApi.Registered run = retry(() -> api.upsert(id, settings, configuration, host));
        if (!run.created()) {
            position = retry(() -> api.position(run.address()));
        }
        LOG.info("W&B: the run is at {}", api.page(run.address()));
        return run.address();
    }

    /** Sends what is and comes into the store, until the end. */
    private boolean follow(RunAddress run) throws IOException, InterruptedException {
        try (StoreFollower follower = new StoreFollower(store, position)) {
            upload(run, "wandb-metadata.json", metadata());
            while (true) {
                boolean last = isFinishing();
                StreamBatch batch = follower.next();
                if (!batch.isEmpty()) {
                    for (String file : batch.files()) {
                        upload(run, file);
                    }
                    send(run, batch.body(uploaded));
                    if (!batch.isFull()) {
                        pause(timing.batch());
                    }
                } else if (last) {
                    end(run, follower.summary());
                    return true;
                } else {
                    beat(run);
                    long silence = System.nanoTime() - lastContact;
                    await(timing.heartbeat().minusNanos(silence));
                }
            }
        }
    }

    private void await(Duration longest) throws InterruptedException {
        if (news.tryAcquire(Math.max(longest.toNanos(), 0), TimeUnit.NANOSECONDS)) {
            LOG.trace("the store has grown, or the run ends");
        }
    }

    private void beat(RunAddress run) throws WandbApiException, InterruptedException {
        if (System.nanoTime() - lastContact >= timing.heartbeat().toNanos()) {
            send(run, "{}");
        }
    }

    private void end(RunAddress run, String summary) throws WandbApiException, InterruptedException {
        upload(run, "config.yaml", configurationFile());
        upload(run, "wandb-summary.json", summary.getBytes(StandardCharsets.UTF_8));
        send(run, StreamBatch.end(exitCode, uploaded));
    }

    private void send(RunAddress run, String body) throws WandbApiException, InterruptedException {
        boolean stop = retry(() -> api.stream(run, body));
        uploaded.clear();
        lastContact = System.nanoTime();
        if (stop || stopStatus(run)) {
            stopRequest.run();
        }
    }

    private boolean stopStatus(RunAddress run) throws InterruptedException {
        if (isFinishing()
                || System.nanoTime() - lastStopCheck < timing.heartbeat().toNanos()) {
            return false;
        }
        lastStopCheck = System.nanoTime();
        try {
            return api.stopped(run);
        } catch (WandbApiException e) {
            LOG.debug("W&B: {}", e.getMessage());
            return false;
        }
    }

    private void upload(RunAddress run, String path) throws InterruptedException, WandbApiException {
        Path file = store.location().files().resolve(path);
        try {
            upload(run, path, Files.readAllBytes(file));
        } catch (WandbApiException e) {
            throw e;
        } catch (IOException e) {
            LOG.warn("W&B: {} cannot be read ({}) and is not uploaded", file, e.toString());
        }
    }

    /** A file that the server will not have is no reason to keep the numbers from it. */
    private void upload(RunAddress run, String path, byte[] content) throws WandbApiException, InterruptedException {
        try {
            boolean done = retry(() -> {
                api.upload(run, path, content);
                return true;
            });
            LOG.debug("uploaded {}: {}", path, done);
            uploaded.add(path);
        } catch (WandbApiException e) {
            if (!e.permanent()) {
                throw e;
            }
            LOG.warn(
                    "W&B: {}; the file stays in {}",
                    e.getMessage(),
                    store.location().files());
        }
    }

    private <T> T retry(Call<T> call) throws WandbApiException, InterruptedException {
        Duration delay = timing.firstRetry();
        while (true) {
            try {
                T answer = call.make();
                if (inTrouble) {
                    LOG.info("W&B: the server answers again");
                    inTrouble = false;
                }
                return answer;
            } catch (WandbApiException e) {
                if (e.permanent() || isLate()) {
                    throw e;
                }
                if (!inTrouble) {
                    LOG.warn("W&B: {}; the run goes on and this is tried again", e.getMessage());
                    inTrouble = true;
                }
                pause(delay.compareTo(e.retryAfter()) > 0 ? delay : e.retryAfter());
                delay = min(delay.multipliedBy(2), timing.longestRetry());
            }
        }
    }

    /** Waits; at the end of the run no longer than there is time, and not at all for the moment in which the end comes. */
    private void pause(Duration longest) throws InterruptedException {
        if (isFinishing()) {
            Duration left = Duration.ofNanos(Math.max(deadline - System.nanoTime(), 0));
            TimeUnit.NANOSECONDS.sleep(inTrouble ? min(longest, left).toNanos() : 0);
        } else if (finishing.await(longest.toNanos(), TimeUnit.NANOSECONDS)) {
            LOG.trace("the run ends");
        }
    }

    private boolean isFinishing() {
        return finishing.getCount() == 0;
    }

    private boolean isLate() {
        return isFinishing() && System.nanoTime() - deadline >= 0;
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private byte[] metadata() {
        Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
        metadata.put("os", host.system());
        metadata.put("host", host.name());
        metadata.put("program", host.program());
        metadata.put("startedAt", host.started().toString());
        metadata.put("java", System.getProperty("java.version"));
        metadata.put("cpu_count_logical", Runtime.getRuntime().availableProcessors());
        return Json.text(metadata).getBytes(StandardCharsets.UTF_8);
    }

    /** YAML whose keys and values are JSON, which YAML contains. */
    private byte[] configurationFile() {
        StringBuilder yaml = new StringBuilder("wandb_version: 1\n");
        configuration.forEach((key, value) -> yaml.append('\n')
                .append(Json.text(key))
                .append(":\n  value: ")
                .append(Json.text(value))
                .append('\n'));
        return yaml.toString().getBytes(StandardCharsets.UTF_8);
    }
}
