package org.prumerge4j.data.sample;

/** Stands for an image among token ids. */
public final class ImageTokens {
    /** Where the visual tokens of an image go; no id of any vocabulary. */
    public static final int IMAGE_TOKEN_ID = -200;

    private ImageTokens() {}

    /** How many images a sequence of ids has places for. */
    public static int count(int[] ids) {
        int count = 0;
        for (int id : ids) {
            if (id == IMAGE_TOKEN_ID) {
                count++;
            }
        }
        return count;
    }
}
