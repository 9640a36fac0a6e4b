package org.prumerge4j.training.cache;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.commons.io.IOUtils;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.model.io.AtomicFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Tokens of images on disk, all made in one way. Several threads and several processes may use a cache at once.
 *
 * <p>An entry is found by the content of its image, and used only if its key and checksums agree; any other is treated
 * as not there. A cache that has reached its size takes no more and keeps what it has: an epoch visits every image about
 * once in random order, so that dropping the entry least recently used would drop those that are due next.
 *
 * <p>Values are kept in 16 bits. {@link #store} returns them so rounded, so that a run computes the same whether it
 * finds tokens here, puts them here, or finds no room.
 */
public final class TokenCache implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(TokenCache.class);
    /** Segments are finished at this size, four gigabytes. */
    private static final long SEGMENT_BYTES = 1L << 32;

    private static final int DAMAGE_SHOWN = 5;
    private static final long REFRESH_NANOSECONDS = 10_000_000_000L;

    private final CacheFolder whole;
    private final Path folder;
    private final CacheIdentity identity;
    private final String hash;
    private final CacheSpace space;
    private final long segmentBytes;
    private final LongSupplier clock;
    private final EntryTable table = new EntryTable();
    private final List<Segment> segments = new ArrayList<>();
    private final Set<Path> known = new HashSet<>();
    private @Nullable SegmentWriter writer;
    private int ownSegment = -1;
    private boolean writable = true;
    private long refreshed;
    private long found;
    private long stored;
    private long damaged;
    private long refused;

    /**
     * Opens the tokens of an identity in a cache, which is created if it is not there.
     *
     * @param maxBytes size the whole cache, all identities together, may grow to
     * @throws IOException if the folder cannot be read or created
     */
    public static TokenCache open(Path folder, CacheIdentity identity, long maxBytes) throws IOException {
        return new TokenCache(folder, identity, maxBytes, SEGMENT_BYTES, System::nanoTime);
    }

    TokenCache(Path folder, CacheIdentity identity, long maxBytes, long segmentBytes, LongSupplier clock)
            throws IOException {
        this.whole = new CacheFolder(folder);
        this.folder = whole.of(identity);
        this.identity = identity;
        this.hash = identity.hash();
        this.segmentBytes = segmentBytes;
        this.clock = clock;
        Files.createDirectories(this.folder);
        describe();
        this.space = new CacheSpace(whole, maxBytes, clock);
        refresh();
    }

    private void describe() throws IOException {
        Path file = folder.resolve(CacheFolder.DESCRIPTION);
        if (!Files.isRegularFile(file)) {
            new AtomicFiles().writeFile(file, identity.json());
        }
    }

    /**
     * The key of an image.
     *
     * @param content hash of the image's content
     * @param name name of the image, which counts only if the identity says so
     */
    TokenKey key(byte[] content, String name) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
        digest.update(content);
        if (identity.byName()) {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
        }
        return TokenKey.read(ByteBuffer.wrap(digest.digest()));
    }

    /**
     * The tokens of an image; null if they are not here.
     *
     * @param content hash of the image's content
     * @param name name of the image
     */
    public @Nullable ReducedTokens find(byte[] content, String name) {
        TokenKey key = key(content, name);
        EntryTable.Place place = place(key);
        if (place.isNone()) {
            return null;
        }
        ReducedTokens tokens = read(key, place);
        synchronized (this) {
            if (tokens == null) {
                table.remove(key);
            } else {
                found++;
            }
        }
        return tokens;
    }

    private synchronized EntryTable.Place place(TokenKey key) {
        EntryTable.Place place = table.get(key);
        if (place.isNone() && clock.getAsLong() - refreshed > REFRESH_NANOSECONDS) {
            try {
                refresh();
            } catch (IOException e) {
                LOG.warn("cannot look for new entries in {}: {}", folder, e.getMessage());
            }
            place = table.get(key);
        }
        return place;
    }

    private @Nullable ReducedTokens read(TokenKey key, EntryTable.Place place) {
        Segment segment;
        synchronized (this) {
            segment = segments.get(place.segment());
        }
        String problem = "is damaged";
        try {
            ReducedTokens tokens = segment.read(key, place.offset());
            if (tokens != null) {
                return tokens;
            }
        } catch (IOException e) {
            problem = "cannot be read: " + e.getMessage();
        }
        long number;
        synchronized (this) {
            damaged++;
            number = damaged;
        }
        LOG.atLevel(number <= DAMAGE_SHOWN ? Level.WARN : Level.DEBUG)
                .log("{}: the entry at {} {}; its image is encoded again", segment.file(), place.offset(), problem);
        return null;
    }

    /**
     * Adds the tokens of an image if there is room; trouble with the disk ends adding, and nothing else.
     *
     * @return the tokens as the cache gives them back
     */
    public ReducedTokens store(byte[] content, String name, ReducedTokens tokens) {
        TokenKey key = key(content, name);
        ByteBuffer entry = EntryFormat.encode(key, tokens);
        ReducedTokens rounded = EntryFormat.decode(key, entry);
        if (rounded == null) {
            throw new IllegalStateException("an entry just made cannot be read");
        }
        append(key, entry);
        return rounded;
    }

    private synchronized void append(TokenKey key, ByteBuffer entry) {
        if (!writable) {
            refused++;
            return;
        }
        try {
            if (!space.take(entry.remaining())) {
                refuse("it has reached its size of " + space.maxBytes() + " bytes, other configurations included;"
                        + " give it more room (cache.max-size), or delete what is not needed any more");
                return;
            }
            SegmentWriter to = writer();
            long offset = to.append(key, entry);
            table.put(key, ownSegment, offset);
            stored++;
        } catch (IOException e) {
            refuse("it cannot be written: " + e.getMessage());
        }
    }

    private void refuse(String reason) {
        LOG.warn(
                "the feature cache {} takes no more images: {}; images not in it are encoded each time",
                whole.path(),
                reason);
        writable = false;
        refused++;
    }

    private SegmentWriter writer() throws IOException {
        SegmentWriter current = writer;
        if (current != null && current.length() < segmentBytes) {
            return current;
        }
        writer = null;
        if (current != null) {
            current.close();
        }
        SegmentWriter next = new SegmentWriter(folder, hash);
        writer = next;
        ownSegment = segments.size();
        known.add(next.file());
        segments.add(new Segment(next.file(), hash));
        return next;
    }

    /** Looks for what other processes have added. */
    private void refresh() throws IOException {
        refreshed = clock.getAsLong();
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files = entries.filter(file -> file.toString().endsWith(SegmentFormat.SUFFIX))
                    .filter(file -> !known.contains(file))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            segments.add(new Segment(file, hash));
            known.add(file);
        }
        for (int i = 0; i < segments.size(); i++) {
            int number = i;
            if (number != ownSegment) {
                segments.get(number).scan((key, offset) -> table.put(key, number, offset));
            }
        }
    }

    /** Number of images whose tokens are here, as far as known. */
    public synchronized int size() {
        return table.size();
    }

    /** Whether the cache still takes tokens: it has room, and the disk can be written. */
    public synchronized boolean accepts() {
        return writable;
    }

    /** What the cache was used for since it was opened. */
    public synchronized CacheCounts counts() {
        return new CacheCounts(found, stored, damaged, refused);
    }

    /** Flushes what was added to the disk. */
    @Override
    public synchronized void close() throws IOException {
        try {
            if (writer != null) {
                writer.close();
            }
        } finally {
            writer = null;
            writable = false;
            IOUtils.close(segments.toArray(Segment[]::new));
        }
    }
}
