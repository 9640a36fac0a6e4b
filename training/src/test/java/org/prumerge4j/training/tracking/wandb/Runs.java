package org.prumerge4j.training.tracking.wandb;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Settings, clocks and stores of tests. */
final class Runs {
    static final String KEY = "0123456789abcdef0123456789abcdef01234567";
    static final WandbTiming QUICK = new WandbTiming(
            Duration.ofMillis(1),
            Duration.ofMillis(50),
            Duration.ofMillis(1),
            Duration.ofMillis(20),
            Duration.ofMillis(500),
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            Duration.ofHours(1));

    private Runs() {}

    static WandbSettings offline(Path folder) {
        return settings(folder, Map.of("WANDB_MODE", "offline"));
    }

    static WandbSettings online(Path folder, URI server) {
        return settings(folder, Map.of("WANDB_API_KEY", KEY, "WANDB_BASE_URL", server.toString()));
    }

    static WandbSettings settings(Path folder, Map<String, String> variables) {
        WandbOptions options = new WandbOptions("proj", null, "a name", "a group", List.of("x", "y"), null);
        Map<String, String> all = new HashMap<>(variables);
        all.putIfAbsent("WANDB_RUN_ID", "abcd1234");
        return WandbSettings.resolve(options, new WandbEnvironment(all, folder), folder);
    }

    /** A clock that stands still until it is set. */
    static final class StillClock implements RunClock {
        private Instant now = Instant.ofEpochSecond(1_700_000_000L, 250_000_000);
        private long nanoseconds = 5_000_000_000L;

        void advance(Duration duration) {
            now = now.plus(duration);
            nanoseconds += duration.toNanos();
        }

        void setTimeBack(Duration duration) {
            now = now.minus(duration);
        }

        @Override
        public Instant now() {
            return now;
        }

        @Override
        public long nanoseconds() {
            return nanoseconds;
        }
    }

    /** The store below {@code folder/wandb}, if there is just one. */
    static Path store(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("wandb"))) {
            List<Path> stores =
                    files.filter(file -> file.toString().endsWith(".wandb")).toList();
            if (stores.size() != 1) {
                throw new AssertionError("expected one store, found " + stores);
            }
            return stores.get(0);
        }
    }

    static List<StoredRecord> records(Path store) throws IOException {
        List<StoredRecord> records = new ArrayList<>();
        try (TransactionLogReader reader = TransactionLogReader.open(store)) {
            for (byte @Nullable [] next = reader.next(Long.MAX_VALUE);
                    next != null;
                    next = reader.next(Long.MAX_VALUE)) {
                records.add(StoredRecord.parse(next));
            }
            if (reader.position() != Files.size(store)) {
                throw new AssertionError(store + " has unreadable bytes at " + reader.position());
            }
        }
        return records;
    }

    static List<StoredRecord> records(Path store, int kind) throws IOException {
        return records(store).stream().filter(record -> record.is(kind)).toList();
    }
}
