package org.prumerge4j.experiments.data;

import org.jspecify.annotations.Nullable;

/** The part of a data set that a record belongs to: the folder of its image. */
final class SubSet {
    /** Records without image. */
    static final String TEXT = "(text only)";
    /** Records whose images are in the image folder itself. */
    static final String NO_FOLDER = "(no folder)";
    /** Records too broken to know. */
    static final String UNKNOWN = "(unknown)";

    private static final int LEVELS = 2;

    private SubSet() {}

    /** The first two levels of folders of an image path, for example {@code coco/train2017}. */
    static String of(@Nullable String image) {
        if (image == null) {
            return TEXT;
        }
        String path = image.replace('\\', '/');
        int end = -1;
        for (int level = 0; level < LEVELS; level++) {
            int next = path.indexOf('/', end + 1);
            if (next < 0) {
                break;
            }
            end = next;
        }
        return end <= 0 ? NO_FOLDER : path.substring(0, end);
    }

    /** Whether the name is that of a folder. */
    static boolean isFolder(String name) {
        return !name.startsWith("(");
    }
}
