package org.prumerge4j.experiments.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScoreReportTest {
    private final ScoreReport report = new ScoreReport(
            "mme",
            List.of(new Score("perception", 1510.666, 2000), new Score("count", 2 / 3.0, 6)),
            List.of(new Count("missing answers", 3)));

    @Test
    void tableHasTwoDecimals() {
        assertThat(report.table())
                .isEqualTo(
                        """
                        mme                 score  questions
                        perception        1510.67       2000
                        count                0.67          6
                        missing answers                    3
                        """);
    }

    @Test
    void jsonHasFullPrecisionInOrder() {
        assertThat(report.json())
                .hasToString("{\"benchmark\":\"mme\",\"scores\":[{\"name\":\"perception\",\"value\":1510.666,"
                        + "\"questions\":2000},{\"name\":\"count\",\"value\":0.6666666666666666,\"questions\":6}],"
                        + "\"counts\":{\"missing answers\":3}}");
        assertThat(report.headline().name()).isEqualTo("perception");
    }

    @Test
    void needsAScore() {
        assertThatThrownBy(() -> new ScoreReport("mme", List.of(), List.of())).hasMessageStartingWith("mme: ");
    }
}
