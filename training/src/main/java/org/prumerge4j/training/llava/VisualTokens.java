package org.prumerge4j.training.llava;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.prumerge.ReductionSummary;

/**
 * Reduced images by name. Tower and reducer are frozen, so an image seen before is remembered as long as it is among
 * the most recent ones that fit the given memory.
 */
public final class VisualTokens {
    /** Gives the pixels of an image that is not remembered. */
    @FunctionalInterface
    public interface Pixels {
        /** Normalised pixels {@code [3, imageSize, imageSize]} row by row. */
        float[] read() throws IOException;
    }

    private final ImageReducer reducer;
    private final long maxBytes;
    private final Map<String, ReducedImage> recent = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;
    private ReductionSummary summary = ReductionSummary.EMPTY;

    /**
     * Reduced images.
     *
     * @param maxBytes memory for images that are remembered
     */
    public VisualTokens(ImageReducer reducer, long maxBytes) {
        this.reducer = reducer;
        this.maxBytes = maxBytes;
    }

    /** The reduced image of the given name. */
    public ReducedImage of(String name, Pixels pixels) throws IOException {
        ReducedImage known = remembered(name);
        if (known == null) {
            known = reducer.reduce(name, pixels.read());
            remember(name, known);
        }
        summary = summary.plus(ReductionSummary.of(List.of(known.merge())));
        return known;
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
