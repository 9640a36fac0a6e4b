package org.prumerge4j.experiments.shapes.scene;

import java.util.Locale;

/**
 * Parts of the world. Which part a scene belongs to is decided by its {@linkplain Scene#hash() hash}, so that no scene
 * is ever in two of them, whatever the seeds.
 */
public enum Split {
    /** To learn from: 14 of 16 scenes. */
    TRAIN(0, 14),
    /** To choose models by: one of 16 scenes. */
    VALIDATION(14, 15),
    /** To report on: one of 16 scenes. */
    TEST(15, 16);

    private static final int BUCKETS = 16;

    private final int firstBucket;
    private final int endBucket;

    Split(int firstBucket, int endBucket) {
        this.firstBucket = firstBucket;
        this.endBucket = endBucket;
    }

    /** The name of its folder. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What tells its numbers by lot from those of the others. */
    public long key() {
        return firstBucket;
    }

    /** Whether a scene belongs here. */
    public boolean holds(Scene scene) {
        int bucket = Integer.parseInt(scene.hash(), 0, 1, BUCKETS);
        return bucket >= firstBucket && bucket < endBucket;
    }
}
