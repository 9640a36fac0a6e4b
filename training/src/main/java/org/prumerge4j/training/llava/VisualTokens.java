package org.prumerge4j.training.llava;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.prumerge.ReductionSummary;
import org.prumerge4j.training.cache.ReducedTokens;
import org.prumerge4j.training.cache.TokenCache;

/**
 * Reduced images by name. Tower and reducer are frozen, so an image seen before is remembered as long as it is among
 * the most recent ones that fit the given memory; with a cache on disk, it is found there ever after.
 */
public final class VisualTokens {
    private static final byte[] NO_HASH = {};
    private static final float[] NO_PIXELS = {};

    /** Gives the pixels of an image that is not remembered. */
    @FunctionalInterface
    public interface Pixels {
        /** Normalised pixels {@code [3, imageSize, imageSize]} row by row. */
        float[] read() throws IOException;
    }

    private final ImageReducer reducer;
    private final long maxBytes;
    private final @Nullable TokenCache cache;
    private final Map<String, ReducedImage> recent = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;
    private ReductionSummary summary = ReductionSummary.EMPTY;

    /**
     * Reduced images.
     *
     * @param maxBytes memory for images that are remembered
     */
    public VisualTokens(ImageReducer reducer, long maxBytes) {
        this(reducer, maxBytes, null);
    }

    /**
     * Reduced images, the tokens of which are kept on disk. They are rounded to 16 bits then, whether they come from
     * there or not.
     *
     * @param maxBytes memory for images that are remembered
     * @param cache tokens of the same tower and reducer; stays the caller's to close
     */
    public VisualTokens(ImageReducer reducer, long maxBytes, @Nullable TokenCache cache) {
        this.reducer = reducer;
        this.maxBytes = maxBytes;
        this.cache = cache;
    }

    /** The reduced image of the given name. */
    public ReducedImage of(String name, Pixels pixels) throws IOException {
        return of(ImageInput.ofPixels(name, pixels));
    }

    /** The reduced form of an image. */
    public ReducedImage of(ImageInput image) throws IOException {
        ReducedImage known = remembered(image.name());
        if (known == null) {
            known = image.reduced();
            if (known == null) {
                known = cache == null ? reducer.reduce(image.name(), image.pixels()) : cached(cache, image);
            }
            remember(image.name(), known);
        }
        int tokens = known.merge().rows();
        summary = summary.plus(new ReductionSummary(1, tokens, tokens, tokens, known.patches()));
        return known;
    }

    private ReducedImage cached(TokenCache from, ImageInput image) throws IOException {
        byte[] hash = image.contentHash();
        ReducedTokens tokens = from.find(hash, image.name());
        if (tokens == null) {
            ReducedImage reduced = reducer.reduce(image.name(), image.pixels());
            tokens = from.store(hash, image.name(), reduced.tokens());
        }
        return ReducedImage.of(tokens);
    }

    /**
     * Reads an image as far as it will be needed: nothing if it is remembered, its tokens if they are on disk, else its
     * pixels. May be called by any thread.
     */
    public ImageInput prepare(ImageInput image) throws IOException {
        if (remembers(image.name())) {
            return image;
        }
        if (cache == null) {
            return new PreparedImage(image.name(), NO_HASH, image.pixels(), null);
        }
        byte[] hash = image.contentHash();
        ReducedTokens tokens = cache.find(hash, image.name());
        return tokens == null
                ? new PreparedImage(image.name(), hash, image.pixels(), null)
                : new PreparedImage(image.name(), hash, NO_PIXELS, ReducedImage.of(tokens));
    }

    /** Whether the image of the given name is remembered, so that its pixels are not needed. May be asked by any thread. */
    public boolean remembers(String name) {
        synchronized (recent) {
            return recent.containsKey(name);
        }
    }

    /** How many tokens images kept so far, each counted as often as it was asked for. */
    public ReductionSummary summary() {
        return summary;
    }

    /** What making those that were not remembered has taken so far. */
    public Effort effort() {
        return reducer.effort();
    }

    private @Nullable ReducedImage remembered(String name) {
        synchronized (recent) {
            return recent.get(name);
        }
    }

    private void remember(String name, ReducedImage image) {
        synchronized (recent) {
            recent.put(name, image);
            bytes += size(image);
            var oldest = recent.entrySet().iterator();
            while (bytes > maxBytes && oldest.hasNext()) {
                bytes -= size(oldest.next().getValue());
                oldest.remove();
            }
        }
    }

    private static long size(ReducedImage image) {
        return (long) Float.BYTES
                * (image.features().length + 2L * image.merge().entries());
    }
}
