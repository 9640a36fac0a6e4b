package org.prumerge4j.training.progress;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar that is drawn over itself. */
final class BarDisplay implements ProgressDisplay {
    private static final int REDRAW_MILLISECONDS = 250;
    private static final int WIDTH = 110;

    private final PrintStream out;
    private @Nullable ProgressBar bar;

    BarDisplay(PrintStream out) {
        this.out = out;
    }

    @Override
    public void start(long totalSteps, long completedSteps) {
        close();
        bar = new ProgressBarBuilder()
                .setTaskName("train")
                .setInitialMax(totalSteps)
                .startsFrom(completedSteps, Duration.ZERO)
                .setUpdateIntervalMillis(REDRAW_MILLISECONDS)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(out, WIDTH))
                .build();
    }

    @Override
    public void step(long step, double loss, double tokensPerSecond) {
        if (bar != null) {
            bar.setExtraMessage(String.format(Locale.ROOT, "loss %.4f, %.0f tokens/s", loss, tokensPerSecond));
            bar.stepTo(step);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
