package org.prumerge4j.training.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.prumerge4j.training.CapturedLog;

class LossAlarmTest {
    private static List<String> warnings(LossAlarm alarm, long from, long to, LongToDoubleFunction loss) {
        try (CapturedLog log = new CapturedLog(LossAlarm.class.getName())) {
            for (long step = from; step <= to; step++) {
                alarm.log(step, Map.of("loss", loss.applyAsDouble(step)));
            }
            return log.messages();
        }
    }

    @Test
    void speaksOnceWhenTheLossStaysHigh() {
        LossAlarm alarm = new LossAlarm(2, 200);
        assertThat(warnings(alarm, 1, 199, step -> 3.4)).isEmpty();
        assertThat(warnings(alarm, 200, 600, step -> 3.4)).singleElement().satisfies(message -> assertThat(message)
                .startsWith("WARN the smoothed loss is 3.400 after 200 steps, above 2")
                .contains("check-data"));
        assertThat(warnings(alarm, 601, 1200, step -> 1)).singleElement().satisfies(message -> assertThat(message)
                .startsWith("INFO"));
    }

    @Test
    void saysNothingOfHealthyRunsAndSinglePeaks() {
        assertThat(warnings(
                        new LossAlarm(2, 200),
                        1,
                        2000,
                        step -> 8 / Math.sqrt((double) step) + 0.9 + (step % 50 == 0 ? 9 : 0)))
                .isEmpty();
        assertThat(warnings(new LossAlarm(2, 200), 1, 2000, step -> Double.NaN)).isEmpty();
    }

    @Test
    void runThatGoesOnIsJudgedByItsOwnLosses() {
        LossAlarm alarm = new LossAlarm(2, 200);
        alarm.start(Map.of(), 5000);
        assertThat(warnings(alarm, 5001, 5019, step -> 3)).isEmpty();
        assertThat(warnings(alarm, 5020, 5030, step -> 3)).hasSize(1);
        alarm.start(Map.of(), 0);
        assertThat(alarm.smoothed()).isZero();
    }

    @Test
    void smoothingForgetsSlowlyAndBeginsWithTheFirstLoss() {
        LossAlarm alarm = new LossAlarm(2, 0);
        warnings(alarm, 1, 1, step -> 5);
        assertThat(alarm.smoothed()).isCloseTo(5, within(1e-12));
        warnings(alarm, 2, 2, step -> 1);
        assertThat(alarm.smoothed()).isCloseTo((0.98 * 5 + 1) / 1.98, within(1e-12));
        warnings(alarm, 3, 1000, step -> 1);
        assertThat(alarm.smoothed()).isCloseTo(1, within(1e-6));
    }

    @Test
    void refusesThresholdsThatCannotBeMeant() {
        assertThatThrownBy(() -> new LossAlarm(0, 10)).hasMessageContaining("above 0");
        assertThatThrownBy(() -> new LossAlarm(1, -1)).hasMessageContaining("at least 0 steps");
    }
}
