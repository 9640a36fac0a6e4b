package org.prumerge4j.training.tracking.wandb;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.prumerge4j.training.tracking.protobuf.ProtobufWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store of one run on disk: every record is written through to the file before the call returns. It may be used from
 * several threads, and be read up to {@link #length} meanwhile.
 */
final class RunStore implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(RunStore.class);
    private static final double NANOSECONDS = 1e9;
    private static final String STEP = "_step";
    private static final String RUNTIME = "_runtime";
    private static final String TIMESTAMP = "_timestamp";
    private static final long NO_EXIT = -1;

    private final RunLocation location;
    private final TransactionLog log;
    private final RunClock clock;
    private final long startNanoseconds;
    private final double earlierSeconds;
    private long lastNumber;
    private long exitAt = NO_EXIT;
    private double latest;
    private volatile long length;

    private RunStore(RunLocation location, TransactionLog log, RunClock clock, KeptPart kept) throws IOException {
        this.location = location;
        this.log = log;
        this.clock = clock;
        this.startNanoseconds = clock.nanoseconds();
        this.earlierSeconds = kept.seconds();
        this.lastNumber = kept.lastNumber();
        this.length = log.length();
    }

    /** A new store, with the description of the run in it. */
    static RunStore create(
            RunLocation location, WandbSettings settings, Map<String, Object> configuration, RunClock clock)
            throws IOException {
        RunStore store = new RunStore(location, TransactionLog.create(location.store()), clock, KeptPart.NOTHING);
        RunHost host = RunHost.thisMachine(clock.now());
        store.append(StoreFields.RUN, StoreRecords.run(location.id(), settings, configuration, host));
        store.append(StoreFields.ENVIRONMENT, StoreRecords.environment(host));
        return store;
    }

    /**
     * An existing store. What it has of steps after {@code completedSteps} is cut off, because they are made again, and
     * so is the mark of the end, and half a record that a crash left.
     */
    static RunStore resume(RunLocation location, Map<String, Object> configuration, long completedSteps, RunClock clock)
            throws IOException {
        KeptPart kept = KeptPart.of(location.store(), completedSteps);
        long size = Files.size(location.store());
        TransactionLog log = TransactionLog.open(location.store(), kept.length());
        LOG.debug("kept {} of {} bytes of {}", kept.length(), size, location.store());
        RunStore store = new RunStore(location, log, clock, kept);
        store.append(StoreFields.CONFIGURATION, StoreRecords.update(configuration));
        return store;
    }

    RunLocation location() {
        return location;
    }

    /** Length of the file up to the last whole record. */
    long length() {
        return length;
    }

    /** A row of values; they also become the newest ones of the summary. Both are written, or, if that fails, neither. */
    synchronized void row(long step, Map<String, Object> values) throws IOException {
        Map<String, Object> row = new LinkedHashMap<>(values);
        row.put(STEP, step);
        row.put(TIMESTAMP, timestamp());
        row.put(RUNTIME, runtime());
        long end = exitAt == NO_EXIT ? length : exitAt;
        write(StoreFields.HISTORY, StoreRecords.history(step, row));
        try {
            // Kept up to date all the time: nobody derives it from the rows when the process is killed.
            append(StoreFields.SUMMARY, StoreRecords.update(row));
        } catch (IOException e) {
            log.truncate(end);
            length = end;
            lastNumber--;
            throw e;
        }
    }

    /** Values of the summary that are not in any row. */
    synchronized void summary(Map<String, Object> values) throws IOException {
        append(StoreFields.SUMMARY, StoreRecords.update(values));
    }

    /** System metrics of the moment; none come after the end. */
    synchronized void statistics(Map<String, Double> values) throws IOException {
        if (exitAt != NO_EXIT) {
            return;
        }
        append(StoreFields.STATISTICS, StoreRecords.statistics(clock.now(), values));
    }

    /** A file that has been written below {@code files/}. */
    synchronized void file(String path) throws IOException {
        append(StoreFields.FILES, StoreRecords.file(path));
    }

    /** The end of the run. If there are records after all, they take its place. */
    synchronized void exit(int code) throws IOException {
        long before = length;
        append(StoreFields.EXIT, StoreRecords.exit(code, (long) runtime()));
        exitAt = exitAt == NO_EXIT ? before : exitAt;
        log.force();
    }

    @Override
    public synchronized void close() throws IOException {
        log.close();
    }

    private synchronized void append(int kind, ProtobufWriter content) throws IOException {
        write(kind, content);
        length = log.length();
    }

    /** Writes a record that readers do not see before the length is set. */
    private void write(int kind, ProtobufWriter content) throws IOException {
        if (exitAt != NO_EXIT) {
            log.truncate(exitAt);
            length = exitAt;
            exitAt = NO_EXIT;
            lastNumber--;
        }
        ProtobufWriter record =
                new ProtobufWriter().integer(StoreFields.NUMBER, lastNumber + 1).message(kind, content);
        log.append(record.toBytes());
        lastNumber++;
    }

    private double runtime() {
        return earlierSeconds + (clock.nanoseconds() - startNanoseconds) / NANOSECONDS;
    }

    /** Seconds since 1970, not fewer than before even if the clock was set back. */
    private double timestamp() {
        Instant now = clock.now();
        latest = Math.max(latest, now.getEpochSecond() + now.getNano() / NANOSECONDS);
        return latest;
    }
}
