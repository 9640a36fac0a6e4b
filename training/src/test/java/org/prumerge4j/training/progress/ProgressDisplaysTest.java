package org.prumerge4j.training.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.prumerge4j.training.CapturedLog;

class ProgressDisplaysTest {
    @Test
    void drawsABarOnATerminal() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream errors = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        try (CapturedLog log = new CapturedLog(LogDisplay.class.getName());
                ProgressDisplay display = ProgressDisplays.create(true, errors, 1)) {
            display.start(4, 0);
            display.step(3, 1.25, 10);
            display.step(4, 1.125, 20);
            assertThat(log.messages()).isEmpty();
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("4/4", "100%", "loss 1.1250");
    }

    @Test
    void writesNoControlCharactersElsewhere() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream errors = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        try (CapturedLog log = new CapturedLog(LogDisplay.class.getName());
                ProgressDisplay display = ProgressDisplays.create(false, errors, 10)) {
            display.start(2, 0);
            display.step(1, 1.5, 10);
            assertThat(log.messages()).containsExactly("INFO step 1/2: loss 1.5000, 10 tokens/s");
        }
        assertThat(bytes.size()).isZero();
    }

    @Test
    void logsTheFirstStepEveryThirdAndTheLast() {
        try (CapturedLog log = new CapturedLog(LogDisplay.class.getName());
                ProgressDisplay display = new LogDisplay(3)) {
            display.start(10, 2);
            for (int step = 3; step <= 10; step++) {
                display.step(step, 1, 5);
            }
            assertThat(log.messages())
                    .containsExactly(
                            "INFO going on after step 2 of 10",
                            "INFO step 3/10: loss 1.0000, 5 tokens/s",
                            "INFO step 6/10: loss 1.0000, 5 tokens/s",
                            "INFO step 9/10: loss 1.0000, 5 tokens/s",
                            "INFO step 10/10: loss 1.0000, 5 tokens/s");
        }
    }
}
