package org.prumerge4j.training.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.prumerge4j.testing.GoldenCases;

class LearningRateScheduleGoldenTest {
    private final JsonNode expected = GoldenCases.json("train/expected.json");

    @Test
    void givesTheLearningRateOfEveryStep() {
        JsonNode recipe = expected.get("schedule");
        long total = recipe.get("steps").asLong();
        Warmup warmup = Warmup.ofRatio(recipe.get("warmup_ratio").asDouble());
        assertThat(warmup.stepsOf(total)).isEqualTo(recipe.get("warmup_steps").asLong());
        LearningRateSchedule schedule = LearningRateSchedule.of(
                ScheduleKind.valueOf(recipe.get("name").asText().toUpperCase(Locale.ROOT)), warmup, total);
        double lora = expected.at("/optimizer/lr").asDouble();
        double projector = expected.at("/optimizer/projector_lr").asDouble();
        assertThat(expected.get("log")).hasSize((int) total);
        for (JsonNode line : expected.get("log")) {
            double multiplier = schedule.multiplier(line.get("step").asLong() - 1);
            assertThat(lora * multiplier).isCloseTo(line.get("lr").asDouble(), within(1e-15));
            assertThat(projector * multiplier)
                    .isCloseTo(line.get("projector_lr").asDouble(), within(1e-15));
        }
    }
}
