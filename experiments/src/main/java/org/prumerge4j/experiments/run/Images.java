package org.prumerge4j.experiments.run;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.image.AspectRatio;
import org.prumerge4j.data.image.ImagePreprocessor;
import org.prumerge4j.data.image.ImageReader;
import org.prumerge4j.experiments.picture.KeptTokenPicture;
import org.prumerge4j.experiments.schema.CacheSection;
import org.prumerge4j.prumerge.MergeMatrix;
import org.prumerge4j.prumerge.Reducer;
import org.prumerge4j.training.cache.CacheIdentity;
import org.prumerge4j.training.cache.TokenCache;
import org.prumerge4j.training.llava.ImageFile;
import org.prumerge4j.training.llava.ImageReducer;
import org.prumerge4j.training.llava.ReducedImage;
import org.prumerge4j.training.llava.VisualTokens;

/**
 * The way of an image into visual tokens.
 *
 * @param preprocessor makes pixels of it
 * @param tower the vision tower, which is loaded when the first image has to be encoded
 * @param reducer encodes and reduces it
 * @param visualTokens does the same and remembers
 * @param cache keeps the outcome on disk; null if there is none
 * @param gridWidth patches in a row
 */
record Images(
        ImagePreprocessor preprocessor,
        LazyTower tower,
        ImageReducer reducer,
        VisualTokens visualTokens,
        @Nullable TokenCache cache,
        int gridWidth)
        implements AutoCloseable {
    /** Memory for images seen before: about 400 of LLaVA-1.5's, and all of a small experiment's. */
    private static final long REMEMBERED_BYTES = 1L << 30;

    private static final long VALIDATION_BYTES = 1L << 28;

    /** Images whose tokens are remembered as long as memory allows. */
    static Images of(BaseModel base, AspectRatio aspectRatio, Reducer reducer) {
        return of(base, aspectRatio, reducer, (TokenCache) null);
    }

    /** Images whose tokens are kept on disk as well, unless the section is null. */
    static Images of(BaseModel base, AspectRatio aspectRatio, Reducer reducer, @Nullable CacheSection section)
            throws IOException {
        return of(base, aspectRatio, reducer, section == null ? null : open(base, aspectRatio, reducer, section));
    }

    private static Images of(BaseModel base, AspectRatio aspectRatio, Reducer reducer, @Nullable TokenCache cache) {
        LazyTower tower = new LazyTower(base.config().vision(), base.weights());
        ImageReducer imageReducer = new ImageReducer(base.config().vision(), tower, reducer);
        return new Images(
                new ImagePreprocessor(base.pixels(), aspectRatio),
                tower,
                imageReducer,
                new VisualTokens(imageReducer, REMEMBERED_BYTES, cache),
                cache,
                base.config().vision().grid());
    }

    private static TokenCache open(BaseModel base, AspectRatio aspectRatio, Reducer reducer, CacheSection section)
            throws IOException {
        CacheIdentity identity = identity(base, aspectRatio, reducer, section);
        return TokenCache.open(section.folder(), identity, section.maxSize().bytes());
    }

    /** What decides about the tokens of an image apart from the image. */
    static CacheIdentity identity(BaseModel base, AspectRatio aspectRatio, Reducer reducer, CacheSection section)
            throws IOException {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("tower_sha256", TowerHash.of(base.weights(), section.folder()));
        description.put("tower", base.config().vision().toString());
        description.put("pixels", base.pixels().toString());
        description.put("aspect_ratio", aspectRatio.toString());
        description.put("reducer", reducer.name());
        description.put("reducer_options", reducer.options().options());
        return new CacheIdentity(description, reducer.needsIdentity());
    }

    /** The same for images that are validated on, which are remembered and counted apart. */
    VisualTokens forValidation() {
        return new VisualTokens(reducer, VALIDATION_BYTES, cache);
    }

    /** Whether a cache there is takes more; true if there is none. */
    boolean accepts() {
        return cache == null || cache.accepts();
    }

    /** What the cache was used for; empty if there is none. */
    String cacheUse() {
        return cache == null ? "" : "feature cache: " + cache.counts() + System.lineSeparator();
    }

    /** A picture of the visual tokens kept of an image of the data, which need not go through the tower again. */
    BufferedImage keptTokens(String name, Path folder) throws IOException {
        Path file = folder.resolve(name);
        ImageReader reader = new ImageReader();
        ReducedImage reduced = visualTokens.of(new ImageFile(name, file, reader, preprocessor));
        int[] kept = Arrays.stream(reduced.centres())
                .filter(centre -> centre != MergeMatrix.SUMMARY)
                .distinct()
                .sorted()
                .toArray();
        MergeMatrix selection = MergeMatrix.selection(reduced.patches(), kept);
        return KeptTokenPicture.draw(preprocessor.square(reader.read(file)), gridWidth, selection);
    }

    @Override
    public void close() throws IOException {
        try (tower) {
            if (cache != null) {
                cache.close();
            }
        }
    }
}
