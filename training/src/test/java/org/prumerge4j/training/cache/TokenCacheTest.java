package org.prumerge4j.training.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.prumerge4j.model.tensor.HalfPrecision;

class TokenCacheTest {
    private static final int CHANNELS = 5;
    private static final long PLENTY = 1 << 20;
    private static final CacheIdentity IDENTITY = identity("tower", false);

    @TempDir
    private Path folder;

    private final AtomicLong clock = new AtomicLong();

    private static CacheIdentity identity(String tower, boolean byName) {
        return new CacheIdentity(Map.of("tower", tower, "reducer", Map.of("ratio", 0.125)), byName);
    }

    private static byte[] content(int image) {
        return ("content of image " + image).getBytes(StandardCharsets.UTF_8);
    }

    private static ReducedTokens tokens(int image) {
        int count = 1 + image % 4;
        int[] centres = IntStream.range(0, count).map(i -> i * 2 - 1).toArray();
        float[] values = new float[count * CHANNELS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (image + 1) / 3f - i * 1.7f;
        }
        return new ReducedTokens(16, CHANNELS, centres, values);
    }

    private static float[] halves(float[] values) {
        float[] halves = values.clone();
        for (int i = 0; i < halves.length; i++) {
            halves[i] = HalfPrecision.f16ToFloat(HalfPrecision.floatToF16(values[i]));
        }
        return halves;
    }

    private TokenCache open() throws IOException {
        return open(IDENTITY, PLENTY);
    }

    private TokenCache open(CacheIdentity identity, long maxBytes) throws IOException {
        return new TokenCache(folder, identity, maxBytes, 1 << 16, clock::get);
    }

    private static void store(TokenCache cache, int... images) {
        for (int image : images) {
            cache.store(content(image), "image" + image, tokens(image));
        }
    }

    private static @Nullable ReducedTokens find(TokenCache cache, int image) {
        return cache.find(content(image), "image" + image);
    }

    private static void assertHas(TokenCache cache, int... images) {
        for (int image : images) {
            ReducedTokens found = find(cache, image);
            assertThat(found).as("image %d", image).isNotNull();
            assertThat(found.patches()).isEqualTo(16);
            assertThat(found.channels()).isEqualTo(CHANNELS);
            assertThat(found.centres()).isEqualTo(tokens(image).centres());
            assertThat(found.values()).isEqualTo(halves(tokens(image).values()));
        }
    }

    private List<Path> files(String ending) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    private Path segment() throws IOException {
        assertThat(files(".segment")).hasSize(1);
        return files(".segment").get(0);
    }

    private static void flip(Path file, long offset) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(offset);
            int before = bytes.read();
            bytes.seek(offset);
            bytes.write(before ^ 0x10);
        }
    }

    @Test
    void givesBackWhatWasStoredAtOnceAndInTheNextRun() throws IOException {
        try (TokenCache cache = open()) {
            assertThat(find(cache, 1)).isNull();
            ReducedTokens returned = cache.store(content(1), "image1", tokens(1));
            assertThat(returned.values())
                    .isEqualTo(halves(tokens(1).values()))
                    .isNotEqualTo(tokens(1).values());
            store(cache, 2, 3);
            assertHas(cache, 1, 2, 3);
            assertThat(cache.counts()).isEqualTo(new CacheCounts(3, 3, 0, 0));
        }
        try (TokenCache cache = open()) {
            assertThat(cache.size()).isEqualTo(3);
            assertHas(cache, 3, 2, 1);
            assertThat(find(cache, 4)).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void withoutItsIndexTheSegmentIsReadItself(boolean damaged) throws IOException {
        try (TokenCache cache = open()) {
            store(cache, 1, 2);
        }
        Path index = files(".index").get(0);
        if (damaged) {
            flip(index, Files.size(index) / 2);
        } else {
            Files.delete(index);
        }
        try (TokenCache cache = open()) {
            assertHas(cache, 1, 2);
        }
    }

    @Test
    void tokensOfOtherTowersOrReducersAreNotSeen() throws IOException {
        try (TokenCache cache = open()) {
            store(cache, 1);
        }
        for (CacheIdentity other : List.of(
                identity("another tower", false),
                identity("tower", true),
                new CacheIdentity(Map.of("tower", "tower", "reducer", Map.of("ratio", 0.25)), false))) {
            try (TokenCache cache = open(other, PLENTY)) {
                assertThat(find(cache, 1)).isNull();
            }
        }
    }

    @Test
    void segmentCopiedFromAnotherTowerIsNotUsed() throws IOException {
        try (TokenCache cache = open(identity("another tower", false), PLENTY)) {
            store(cache, 1);
        }
        Path foreign = segment();
        try (TokenCache cache = open()) {
            assertThat(cache.size()).isZero();
        }
        Path home = new CacheFolder(folder).of(IDENTITY);
        Files.copy(foreign, home.resolve(foreign.getFileName()));
        Files.copy(SegmentIndex.fileOf(foreign), SegmentIndex.fileOf(home.resolve(foreign.getFileName())));

        try (TokenCache cache = open()) {
            assertThat(find(cache, 1)).isNull();
        }
    }

    @Test
    void namesCountOnlyWhereTheReducerLooksAtThem() throws IOException {
        try (TokenCache cache = open()) {
            store(cache, 1);
            assertThat(cache.find(content(1), "a copy")).isNotNull();
        }
        try (TokenCache cache = open(identity("random", true), PLENTY)) {
            store(cache, 1);
            assertThat(cache.find(content(1), "a copy")).isNull();
            assertThat(find(cache, 1)).isNotNull();
        }
    }

    @Test
    void anImageThatHasChangedIsAnotherImage() throws IOException {
        try (TokenCache cache = open()) {
            store(cache, 1);
            assertThat(cache.find(content(2), "image1")).isNull();
        }
    }

    /** Wherever a single bit of the file is wrong, either the right tokens come back or none. */
    @Test
    void damagedEntriesAreNotUsed() throws IOException {
        try (TokenCache cache = open()) {
            store(cache, 1, 2, 3);
        }
        Path file = segment();
        long size = Files.size(file);
        for (long offset = 0; offset < size; offset += 3) {
            flip(file, offset);
            try (TokenCache cache = open()) {
                int found = 0;
                for (int image = 1; image <= 3; image++) {
                    if (find(cache, image) != null) {
                        assertHas(cache, image);
                        found++;
                    }
                }
                if (offset >= SegmentFormat.HEADER_BYTES) {
                    assertThat(found).as("offset %d", offset).isEqualTo(2);
                    assertThat(cache.counts().damaged()).isEqualTo(1);
                }
            }
            flip(file, offset);
        }
    }

    @Test
    void damagedEntriesAreReplaced() throws IOException {
        try (TokenCache cache = open()) {
            store(cache, 1, 2);
        }
        flip(segment(), SegmentFormat.HEADER_BYTES + EntryFormat.HEADER_BYTES + 8);
        clock.incrementAndGet();
        try (TokenCache cache = open()) {
            assertThat(find(cache, 1)).isNull();
            assertThat(cache.size()).isEqualTo(1);
            store(cache, 1);
            assertHas(cache, 1, 2);
        }
        try (TokenCache cache = open()) {
            assertHas(cache, 1, 2);
            assertThat(cache.counts().damaged()).isZero();
        }
    }

    /** What a killed process leaves: no index, and an entry cut off anywhere. */
    @Test
    void truncatedEntriesAreNotUsed() throws IOException {
        try (TokenCache cache = open()) {
            store(cache, 1, 2);
        }
        Path file = segment();
        byte[] whole = Files.readAllBytes(file);
        Files.delete(SegmentIndex.fileOf(file));
        long first = (long) SegmentFormat.HEADER_BYTES
                + EntryFormat.encode(key(1), tokens(1)).remaining();
        for (int length = whole.length - 1; length >= 0; length -= 7) {
            try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
                bytes.setLength(length);
            }
            try (TokenCache cache = open()) {
                assertThat(find(cache, 2)).isNull();
                assertThat(find(cache, 1) != null).as("length %d", length).isEqualTo(length >= first);
            }
        }
    }

    private TokenKey key(int image) throws IOException {
        try (TokenCache cache = open(identity("for its key", false), PLENTY)) {
            return cache.key(content(image), "image" + image);
        }
    }

    /** The index says that there is an entry, but it is of another image. */
    @Test
    void entryOfAnotherKeyIsNotUsed() throws IOException {
        try (TokenCache cache = open()) {
            store(cache, 1);
        }
        Path file = segment();
        SegmentIndex.write(file, Files.size(file), Map.of(key(2), (long) SegmentFormat.HEADER_BYTES));
        try (TokenCache cache = open()) {
            assertThat(cache.size()).isEqualTo(1);
            assertThat(find(cache, 2)).isNull();
        }
    }

    @Test
    void fullCacheKeepsWhatItHasAndTakesNoMore() throws IOException {
        long first;
        try (TokenCache cache = open()) {
            store(cache, 1);
            first = new CacheFolder(folder).bytes();
        }
        long entry = EntryFormat.encode(key(1), tokens(1)).remaining();
        long used = new CacheFolder(folder).bytes();
        long room = used + 2 * entry;
        try (TokenCache cache = open(IDENTITY, room)) {
            for (int image = 4; image < 40; image += 4) {
                ReducedTokens returned = cache.store(content(image), "image" + image, tokens(image));
                assertThat(returned.values()).isEqualTo(halves(tokens(image).values()));
            }
            assertThat(cache.accepts()).isFalse();
            assertThat(cache.counts().stored()).isPositive();
            assertThat(cache.counts().stored() + cache.counts().refused()).isEqualTo(9);
            assertHas(cache, 1, 4);
            assertThat(find(cache, 36)).isNull();
        }
        assertThat(first).isPositive();
        // Beside entries there are a header and an index for each segment.
        assertThat(new CacheFolder(folder).bytes()).isLessThan(room + 400);
    }

    @Test
    void otherConfigurationsCountTowardsTheSize() throws IOException {
        try (TokenCache cache = open(identity("another tower", false), PLENTY)) {
            store(cache, 1, 2, 3);
        }
        try (TokenCache cache = open(IDENTITY, 400)) {
            store(cache, 1);
            assertThat(cache.accepts()).isFalse();
        }
    }

    @Test
    void severalProcessesShareACache() throws IOException {
        try (TokenCache one = open();
                TokenCache two = open()) {
            store(one, 1);
            store(two, 2);
            clock.addAndGet(11_000_000_000L);
            assertHas(two, 1);
            assertHas(one, 2);
            store(one, 3);
            assertThat(find(two, 3)).as("looked for again only after a while").isNull();
            clock.addAndGet(11_000_000_000L);
            assertHas(two, 3);
        }
        assertThat(files(".segment")).hasSize(2);
        try (TokenCache cache = open()) {
            assertHas(cache, 1, 2, 3);
        }
    }

    @Test
    void largeSegmentsAreFinishedAndAnotherIsBegun() throws IOException {
        int count = 60;
        try (TokenCache cache = new TokenCache(folder, IDENTITY, PLENTY, 1000, clock::get)) {
            store(cache, IntStream.range(0, count).toArray());
            assertHas(cache, IntStream.range(0, count).toArray());
        }
        assertThat(files(".segment")).hasSizeGreaterThan(5);
        assertThat(files(".index")).hasSameSizeAs(files(".segment"));
        try (TokenCache cache = open()) {
            assertThat(cache.size()).isEqualTo(count);
            assertHas(cache, IntStream.range(0, count).toArray());
        }
    }

    @Test
    void interruptedReaderDoesNotDisturbTheOthers() throws Exception {
        try (TokenCache cache = open()) {
            store(cache, 1);
            Thread reader = new Thread(() -> {
                Thread.currentThread().interrupt();
                assertThatCode(() -> find(cache, 1)).doesNotThrowAnyException();
            });
            reader.start();
            reader.join();
            // The entry could not be read then, which is taken for damage: it may be stored again, never misread.
            store(cache, 1);
            assertHas(cache, 1);
        }
    }

    @Test
    void cacheThatIsDeletedMeanwhileIsAsIfEmpty() throws IOException {
        try (TokenCache cache = open()) {
            store(cache, 1);
            CacheFolder whole = new CacheFolder(folder);
            assertThat(whole.parts()).singleElement().satisfies(part -> {
                assertThat(part.path()).isEqualTo(whole.of(IDENTITY));
                assertThat(part.description()).contains("\"tower\":\"tower\"").contains("0.125");
                assertThat(part.bytes()).isEqualTo(whole.bytes()).isPositive();
            });
            whole.delete(whole.parts().get(0));
            assertThat(find(cache, 2)).isNull();
            clock.addAndGet(11_000_000_000L);
            assertThatCode(() -> find(cache, 2)).doesNotThrowAnyException();
            // A file of its own goes on existing as long as it is open.
            store(cache, 3);
            assertHas(cache, 1, 3);
        }
    }

    @Test
    void valuesTooLargeForHalvesAreKeptWithFewerDigits() throws IOException {
        ReducedTokens large = new ReducedTokens(4, 2, new int[] {0}, new float[] {1e6f, -3e30f});
        try (TokenCache cache = open()) {
            assertThat(cache.store(content(1), "image1", large).values()).containsExactly(bf16(1e6f), bf16(-3e30f));
        }
        try (TokenCache cache = open()) {
            assertThat(find(cache, 1).values()).containsExactly(bf16(1e6f), bf16(-3e30f));
        }
    }

    private static float bf16(float value) {
        return HalfPrecision.bf16ToFloat(HalfPrecision.floatToBf16(value));
    }

    @Test
    void descriptionsAreTheSameWhateverTheOrderOfTheirKeys() {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("b", 1);
        options.put("a", 2);
        assertThat(new CacheIdentity(Map.of("options", options), false).hash())
                .isEqualTo(new CacheIdentity(Map.of("options", new TreeMap<>(options)), false).hash());
        assertThat(ByteBuffer.wrap(identity("x", false).json()))
                .isNotEqualTo(ByteBuffer.wrap(identity("x", true).json()));
    }
}
