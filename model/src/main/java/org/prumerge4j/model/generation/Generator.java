package org.prumerge4j.model.generation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.execution.GraphExecutor;

/**
 * Continues prompts with the likeliest token, again and again, many prompts at a time.
 *
 * <p>Each token goes through the decoder once: its keys and values are kept. A {@link Prefix} goes through once for all
 * prompts that share it, and stays until its room is needed. Answers that end drop out of their batch. Used by one
 * thread at a time.
 */
public final class Generator implements AutoCloseable {
    /** Prompts continued together. */
    private static final int MOST_SEQUENCES = 128;
    /** Rows of the cache beyond which more prompts at a time gain nothing. */
    private static final int MOST_ROWS = 16_384;

    private static final long CACHE_BYTES = 2L << 30;

    private final DecoderConfig config;
    private final IntFunction<float[]> embeddingOf;
    private final int mostRows;
    private final CachedDecoder decoder;
    private final IdentityHashMap<Prefix, Span> resident = new IdentityHashMap<>();
    private int residentRows;

    /**
     * A generator whose cache takes at most 2 GiB and half of what Java's heap may take, or what one prompt needs.
     *
     * @param executor of a graph of {@link CachedDecoderGraph}; stays the caller's to close
     * @param embeddingOf gives the embedding {@code [hidden]} of a token id
     */
    public Generator(DecoderConfig config, GraphExecutor executor, IntFunction<float[]> embeddingOf) {
        this(
                config,
                executor,
                embeddingOf,
                Math.min(CACHE_BYTES, Runtime.getRuntime().maxMemory() / 2));
    }

    /**
     * A generator.
     *
     * @param executor of a graph of {@link CachedDecoderGraph}; stays the caller's to close
     * @param embeddingOf gives the embedding {@code [hidden]} of a token id
     * @param cacheBytes memory for keys and values; exceeded if a single prompt needs more
     */
    public Generator(DecoderConfig config, GraphExecutor executor, IntFunction<float[]> embeddingOf, long cacheBytes) {
        this.config = config;
        this.embeddingOf = embeddingOf;
        this.mostRows = (int) Math.min(MOST_ROWS, Math.max(1, cacheBytes / KeyValueCache.rowBytes(config)));
        this.decoder = new CachedDecoder(config, executor, 1);
    }

    /** A prompt being continued. */
    private static final class Sequence {
        private final Span span;
        private final int[] ids;
        private int count;

        Sequence(Span span, int longest) {
            this.span = span;
            this.ids = new int[longest];
        }
    }

    /**
     * Continues prompts until an end id, which is part of the answer, the longest answer, or the decoder's last
     * position.
     *
     * @return ids of the answers, in the order of the prompts
     * @throws IllegalArgumentException if a prompt is longer than the model's positions
     */
    public List<int[]> answer(List<Prompt> prompts, Limits limits) {
        prompts.forEach(this::checkLength);
        List<int[]> answers = new ArrayList<>();
        while (answers.size() < prompts.size()) {
            List<Prompt> rest = prompts.subList(answers.size(), prompts.size());
            int count = makeRoom(rest, limits);
            answers.addAll(answerTogether(rest.subList(0, count), limits));
        }
        return answers;
    }

    private void checkLength(Prompt prompt) {
        int length = length(prompt);
        if (length > config.maxPositions()) {
            throw new IllegalArgumentException("a prompt has " + length + " tokens, but the decoder has only "
                    + config.maxPositions() + " positions; shorten it");
        }
    }

    private int tokens(float[] embeddings) {
        return embeddings.length / config.hiddenSize();
    }

    private int length(Prompt prompt) {
        int length = tokens(prompt.embeddings());
        for (Prefix prefix = prompt.prefix(); prefix != null; prefix = prefix.parent()) {
            length += tokens(prefix.embeddings());
        }
        return length;
    }

    /** Rows of a prompt's own tokens and of its answer, whose last token is never run. */
    private int ownRows(Prompt prompt, Limits limits) {
        return tokens(prompt.embeddings()) + longest(prompt, limits) - 1;
    }

    private int longest(Prompt prompt, Limits limits) {
        return Math.min(limits.maxNewTokens(), config.maxPositions() - length(prompt) + 1);
    }

    /** Sees to it that the cache has room for some prompts, and says how many of them can be continued together. */
    private int makeRoom(List<Prompt> prompts, Limits limits) {
        int rows = residentRows;
        int count = 0;
        Set<Prefix> fresh = new LinkedHashSet<>();
        while (count < Math.min(prompts.size(), MOST_SEQUENCES)) {
            int more = ownRows(prompts.get(count), limits);
            List<Prefix> missing = missing(prompts.get(count), fresh);
            for (Prefix prefix : missing) {
                more += tokens(prefix.embeddings());
            }
            if (rows + more > mostRows && (count > 0 || residentRows > 0)) {
                break;
            }
            rows += more;
            fresh.addAll(missing);
            count++;
        }
        if (count == 0) {
            forget();
            return makeRoom(prompts, limits);
        }
        if (rows > decoder.rows()) {
            int wanted = Buckets.fine(rows);
            if (!resident.isEmpty()) {
                forget();
                return makeRoom(prompts, limits);
            }
            decoder.resize(rows > mostRows ? wanted : Math.min(mostRows, Buckets.coarse(rows)));
        }
        return count;
    }

    private void forget() {
        resident.clear();
        residentRows = 0;
    }

    /** Prefixes of a prompt that are neither in the cache nor among the given ones, the outermost first. */
    private List<Prefix> missing(Prompt prompt, Set<Prefix> fresh) {
        List<Prefix> missing = new ArrayList<>();
        for (Prefix prefix = prompt.prefix(); prefix != null; prefix = prefix.parent()) {
            if (!resident.containsKey(prefix) && !fresh.contains(prefix)) {
                missing.add(0, prefix);
            }
        }
        return missing;
    }

    private List<int[]> answerTogether(List<Prompt> prompts, Limits limits) {
        runPrefixes(prompts);
        List<Sequence> sequences = new ArrayList<>();
        List<CachedDecoder.Next> nexts = new ArrayList<>();
        int row = residentRows;
        for (Prompt prompt : prompts) {
            int rows = ownRows(prompt, limits);
            Span span = new Span(span(prompt.prefix()), row, rows);
            row += rows;
            sequences.add(new Sequence(span, longest(prompt, limits)));
            nexts.add(new CachedDecoder.Next(span, prompt.embeddings()));
        }
        List<Sequence> live = sequences;
        while (!nexts.isEmpty()) {
            List<Sequence> running = live;
            decoder.run(nexts, (number, logits) -> {
                Sequence sequence = running.get(number);
                sequence.ids[sequence.count++] = likeliest(logits);
            });
            live = running.stream()
                    .filter(sequence -> sequence.count < sequence.ids.length
                            && !limits.endIds().contains(sequence.ids[sequence.count - 1]))
                    .toList();
            nexts = live.stream()
                    .map(sequence ->
                            new CachedDecoder.Next(sequence.span, embeddingOf.apply(sequence.ids[sequence.count - 1])))
                    .toList();
        }
        return sequences.stream()
                .map(sequence -> Arrays.copyOf(sequence.ids, sequence.count))
                .toList();
    }

    /** Runs the prefixes that are not in the cache, all of a level together. */
    private void runPrefixes(List<Prompt> prompts) {
        Set<Prefix> fresh = new LinkedHashSet<>();
        prompts.forEach(prompt -> fresh.addAll(missing(prompt, fresh)));
        for (int level = 0; level < CachedDecoderGraph.PREFIX_LEVELS; level++) {
            List<CachedDecoder.Next> nexts = new ArrayList<>();
            for (Prefix prefix : fresh) {
                if (prefix.level() == level) {
                    int rows = tokens(prefix.embeddings());
                    Span span = new Span(span(prefix.parent()), residentRows, rows);
                    resident.put(prefix, span);
                    residentRows += rows;
                    nexts.add(new CachedDecoder.Next(span, prefix.embeddings()));
                }
            }
            decoder.run(nexts, null);
        }
    }

    private @Nullable Span span(@Nullable Prefix prefix) {
        return prefix == null ? null : resident.get(prefix);
    }

    /** Index of the largest logit, the first of several. */
    private static int likeliest(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        return best;
    }

    @Override
    public void close() {
        decoder.close();
    }
}
