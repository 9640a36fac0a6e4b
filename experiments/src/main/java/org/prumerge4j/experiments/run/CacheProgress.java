package org.prumerge4j.experiments.run;

import java.util.Locale;
import org.prumerge4j.experiments.cli.Console;

/** How far a cache is filled, as a line now and then. */
final class CacheProgress {
    private static final double NANOSECONDS = 1e9;
    private static final double SECONDS_BETWEEN_LINES = 30;
    private static final double SECONDS_PER_HOUR = 3600;

    private final int images;
    private final Console console;
    private final long begin = System.nanoTime();
    private double lastLine;
    private int seen;
    private int encoded;

    CacheProgress(int images, Console console) {
        this.images = images;
        this.console = console;
    }

    int images() {
        return images;
    }

    int seen() {
        return seen;
    }

    /** Counts an image; those that were known take no time worth mentioning. */
    void done(boolean known) {
        seen++;
        encoded += known ? 0 : 1;
        double seconds = (System.nanoTime() - begin) / NANOSECONDS;
        if (seconds - lastLine > SECONDS_BETWEEN_LINES && encoded > 0) {
            lastLine = seconds;
            console.line(String.format(
                    Locale.ROOT,
                    "%d of %d images, %d encoded, %.2f per second; %.1f hours left if the others are new",
                    seen,
                    images,
                    encoded,
                    encoded / seconds,
                    (images - seen) * seconds / encoded / SECONDS_PER_HOUR));
        }
    }
}
