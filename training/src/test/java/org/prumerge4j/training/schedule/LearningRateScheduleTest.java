package org.prumerge4j.training.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LearningRateScheduleTest {
    @Test
    void linearFallsToZeroAfterWarmup() {
        LearningRateSchedule schedule = LearningRateSchedule.of(ScheduleKind.LINEAR, Warmup.ofSteps(2), 6);
        assertThat(multipliers(schedule, 8)).containsExactly(0, 0.5, 1, 0.75, 0.5, 0.25, 0, 0);
    }

    @Test
    void constantStaysAfterWarmup() {
        LearningRateSchedule schedule = LearningRateSchedule.of(ScheduleKind.CONSTANT, Warmup.ofSteps(4), 6);
        assertThat(multipliers(schedule, 7)).containsExactly(0, 0.25, 0.5, 0.75, 1, 1, 1);
    }

    @Test
    void cosineWithoutWarmupBeginsAtOneAndEndsAtZero() {
        LearningRateSchedule schedule = LearningRateSchedule.of(ScheduleKind.COSINE, Warmup.NONE, 4);
        assertThat(multipliers(schedule, 6))
                .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-12 ? 0 : Double.compare(a, b))
                .containsExactly(1, 0.5 + Math.sqrt(0.125), 0.5, 0.5 - Math.sqrt(0.125), 0, 0);
    }

    @Test
    void warmupRatioIsRoundedUpAsInTheRecipe() {
        assertThat(Warmup.ofRatio(0.03).stepsOf(5198)).isEqualTo(156);
        assertThat(Warmup.ofRatio(0.03).stepsOf(4158)).isEqualTo(125);
        assertThat(Warmup.ofRatio(0.03).stepsOf(3465)).isEqualTo(104);
        assertThat(Warmup.ofRatio(0.03).stepsOf(1)).isEqualTo(1);
    }

    @Test
    void warmupLongerThanTheRunOnlyRises() {
        LearningRateSchedule schedule = LearningRateSchedule.of(ScheduleKind.COSINE, Warmup.ofSteps(10), 5);
        assertThat(schedule.multiplier(4)).isCloseTo(0.4, within(1e-12));
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> Warmup.ofRatio(1.5)).hasMessageContaining("1.5");
        assertThatThrownBy(() -> Warmup.ofSteps(-1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> new Warmup(3, 0.1)).hasMessageContaining("only one");
        assertThatThrownBy(() -> LearningRateSchedule.of(ScheduleKind.LINEAR, Warmup.NONE, 0))
                .hasMessageContaining("0 steps");
    }

    private static double[] multipliers(LearningRateSchedule schedule, int steps) {
        double[] multipliers = new double[steps];
        for (int i = 0; i < steps; i++) {
            multipliers[i] = schedule.multiplier(i);
        }
        return multipliers;
    }
}
