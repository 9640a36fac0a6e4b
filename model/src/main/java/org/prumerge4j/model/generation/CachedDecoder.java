package org.prumerge4j.model.generation;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.decoder.DecoderInputs;
import org.prumerge4j.model.decoder.RotaryTable;
import org.prumerge4j.model.decoder.RowSelection;
import org.prumerge4j.model.execution.GraphExecutor;

/**
 * Runs a graph of {@link CachedDecoderGraph} on whatever tokens come next in many sequences, and keeps their keys and
 * values. Runs are filled up to a few sizes with tokens that see only themselves and that nobody sees.
 */
final class CachedDecoder implements AutoCloseable {
    /** Tokens of one run; longer ones take several, so that their memory is bounded whatever the prompts. */
    private static final int MOST_TOKENS = 2048;

    private final DecoderConfig config;
    private final GraphExecutor executor;
    private final RotaryTable angles;
    private final List<String> keysAndValues;
    private final Map<Integer, INDArray> numbers = new HashMap<>();
    private KeyValueCache cache;

    /** A decoder with an empty cache of so many rows; the executor stays the caller's to close. */
    CachedDecoder(DecoderConfig config, GraphExecutor executor, int rows) {
        this.config = config;
        this.executor = executor;
        this.angles = new RotaryTable(config);
        this.cache = new KeyValueCache(config, rows);
        this.keysAndValues = IntStream.range(0, config.layers())
                .boxed()
                .flatMap(layer ->
                        List.of(CachedDecoderGraph.newKeys(layer), CachedDecoderGraph.newValues(layer)).stream())
                .toList();
    }

    /** Rows of the cache. */
    int rows() {
        return cache.rows();
    }

    /** An empty cache of another size. */
    void resize(int rows) {
        cache.close();
        cache = new KeyValueCache(config, rows);
    }

    /**
     * The next tokens of a sequence.
     *
     * @param embeddings {@code [tokens, hidden]} row by row
     */
    @SuppressWarnings("ArrayRecordComponent") // Large, and read element by element.
    record Next(Span span, float[] embeddings) {}

    /** Takes the logits after the last token of a sequence. */
    @FunctionalInterface
    interface LogitReader {
        /**
         * Takes them.
         *
         * @param number which of the sequences of the call
         * @param logits {@code [vocabulary]}, good until the method returns
         */
        void read(int number, float[] logits);
    }

    /** A part of a sequence's next tokens: those of one run. */
    @SuppressWarnings("ArrayRecordComponent") // Read element by element.
    private record Piece(int number, Span span, float[] embeddings, int from, int count, boolean last) {}

    /**
     * Runs the next tokens of some sequences.
     *
     * @param reader takes the logits after each; null if they are not wanted
     */
    void run(List<Next> nexts, @Nullable LogitReader reader) {
        List<Piece> pieces = new ArrayList<>();
        int tokens = 0;
        for (int number = 0; number < nexts.size(); number++) {
            Next next = nexts.get(number);
            int length = next.embeddings.length / config.hiddenSize();
            for (int from = 0; from < length; ) {
                int count = Math.min(length - from, MOST_TOKENS - tokens);
                pieces.add(new Piece(number, next.span, next.embeddings, from, count, from + count == length));
                from += count;
                tokens += count;
                if (tokens == MOST_TOKENS) {
                    runOnce(pieces, tokens, reader);
                    pieces.clear();
                    tokens = 0;
                }
            }
        }
        if (tokens > 0) {
            runOnce(pieces, tokens, reader);
        }
    }

    private void runOnce(List<Piece> pieces, int tokens, @Nullable LogitReader reader) {
        int size = Buckets.fine(tokens);
        Map<String, INDArray> own = arrays(pieces, size);
        List<Piece> asked =
                reader == null ? List.of() : pieces.stream().filter(Piece::last).toList();
        List<String> wanted = new ArrayList<>(keysAndValues);
        if (!asked.isEmpty()) {
            own.put(CachedDecoderGraph.ROWS, RowSelection.matrix(lastRows(pieces), size));
            wanted.add(CachedDecoderGraph.LOGITS);
        }
        Map<String, INDArray> inputs = new HashMap<>(own);
        inputs.putAll(cache.inputs());
        inputs.put(CachedDecoderGraph.CACHED_NUMBERS, numbers(cache.rows()));
        inputs.put(CachedDecoderGraph.NEW_NUMBERS, numbers(size));
        Map<String, INDArray> outputs = executor.run(inputs, wanted);
        keep(pieces, outputs);
        if (reader != null && !asked.isEmpty()) {
            read(asked, output(outputs, CachedDecoderGraph.LOGITS), reader);
        }
        own.values().forEach(INDArray::close);
        outputs.values().forEach(INDArray::close);
    }

    /** Embeddings, rotary angles and ranges. */
    private Map<String, INDArray> arrays(List<Piece> pieces, int size) {
        int hidden = config.hiddenSize();
        int width = 2 * CachedDecoderGraph.PARTS;
        float[] embeddings = new float[size * hidden];
        float[] ranges = new float[size * width];
        int[] positions = new int[size];
        int row = 0;
        for (Piece piece : pieces) {
            System.arraycopy(piece.embeddings, piece.from * hidden, embeddings, row * hidden, piece.count * hidden);
            int start = row;
            int position = piece.span.position();
            for (int i = 0; i < piece.count; i++, row++) {
                positions[row] = position + i;
                see(piece.span, ranges, row * width);
                own(ranges, row * width, start, row);
            }
        }
        for (; row < size; row++) {
            own(ranges, row * width, row, row);
        }
        Map<String, INDArray> arrays = new HashMap<>();
        arrays.put(
                CachedDecoderGraph.EMBEDDINGS, Nd4j.createFromArray(embeddings).reshape(size, hidden));
        arrays.put(CachedDecoderGraph.RANGES, Nd4j.createFromArray(ranges).reshape(size, width));
        arrays.put(DecoderInputs.COSINES, angles.cosines(positions));
        arrays.put(DecoderInputs.SINES, angles.sines(positions));
        return arrays;
    }

    /** Writes the ranges of cached rows: those of the outermost prefix first, so that equal prefixes have equal places. */
    private static int see(Span span, float[] ranges, int at) {
        Span parent = span.parent();
        int place = parent == null ? at : see(parent, ranges, at);
        ranges[place] = span.first();
        ranges[place + 1] = span.first() + span.length();
        return place + 2;
    }

    /** Writes the range of new rows, up to and with the token's own. */
    private static void own(float[] ranges, int at, int start, int row) {
        ranges[at + 2 * CachedDecoderGraph.PARTS - 2] = start;
        ranges[at + 2 * CachedDecoderGraph.PARTS - 1] = row + 1;
    }

    /** The last row of each piece that ends a sequence's tokens; -1 up to a size that few plans have. */
    private static int[] lastRows(List<Piece> pieces) {
        int asked = (int) pieces.stream().filter(Piece::last).count();
        int[] rows = new int[Buckets.coarse(asked)];
        Arrays.fill(rows, -1);
        int row = 0;
        int number = 0;
        for (Piece piece : pieces) {
            row += piece.count;
            if (piece.last) {
                rows[number++] = row - 1;
            }
        }
        return rows;
    }

    private void keep(List<Piece> pieces, Map<String, INDArray> outputs) {
        List<KeyValueCache.Move> moves = new ArrayList<>();
        int row = 0;
        for (Piece piece : pieces) {
            moves.add(new KeyValueCache.Move(row, piece.span.first() + piece.span.length(), piece.count));
            piece.span.fill(piece.count);
            row += piece.count;
        }
        for (int layer = 0; layer < config.layers(); layer++) {
            INDArray keys = output(outputs, CachedDecoderGraph.newKeys(layer));
            cache.put(layer, keys, output(outputs, CachedDecoderGraph.newValues(layer)), moves);
        }
    }

    private void read(List<Piece> asked, INDArray logits, LogitReader reader) {
        Nd4j.getAffinityManager().ensureLocation(logits, AffinityManager.Location.HOST);
        FloatBuffer values = KeyValueCache.memory(logits);
        float[] row = new float[config.vocabularySize()];
        for (int i = 0; i < asked.size(); i++) {
            values.get(i * row.length, row);
            reader.read(asked.get(i).number, row);
        }
    }

    private static INDArray output(Map<String, INDArray> outputs, String name) {
        INDArray array = outputs.get(name);
        if (array == null) {
            throw new IllegalStateException("the executor gave no " + name);
        }
        return array;
    }

    private INDArray numbers(int count) {
        return numbers.computeIfAbsent(count, n -> {
            float[] values = new float[n];
            for (int i = 0; i < n; i++) {
                values[i] = i;
            }
            return Nd4j.createFromArray(values).reshape(1, n);
        });
    }

    @Override
    public void close() {
        cache.close();
        numbers.values().forEach(INDArray::close);
        numbers.clear();
    }
}
