package org.prumerge4j.experiments.efficiency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.prumerge4j.experiments.efficiency.PaperTable.Column;
import org.prumerge4j.experiments.efficiency.PaperTable.Difference;
import org.prumerge4j.experiments.efficiency.PaperTable.Row;

class PaperTableTest {
    @Test
    void everyPrintedDigitIsReproducedExceptTheTwoExplained() {
        List<Difference> wrong = new ArrayList<>();
        for (Row row : PaperTable.rows()) {
            for (Column column : Column.values()) {
                if (!row.agrees(column)) {
                    wrong.add(new Difference(row, column, ""));
                }
            }
        }

        assertThat(wrong).usingRecursiveComparison().ignoringFields("reason").isEqualTo(PaperTable.differences());
        assertThat(wrong)
                .extracting(difference -> difference.row().paper(difference.column()) + " "
                        + difference.row().rounded(difference.column()))
                .containsExactly("0.28 0.23", "4.6 4.5");
    }

    /** The paper's numbers, written down here a second time from the paper. */
    @ParameterizedTest
    @CsvSource({
        "0,9.3,88.6,23.3,4.60,9.328,88.61,23.35,4.645",
        "1,0.91,15.3,13.7,0.28,0.910,15.28,13.75,0.284",
        "2,2.3,151.6,5.9,1.20,2.332,151.64,5.94,1.161",
        "3,0.28,14.9,3.5,0.07,0.227,14.87,3.54,0.071",
        "4,18.2,170.5,41.6,7.30,18.171,170.53,41.59,7.265",
        "5,1.80,29.5,26.6,0.44,1.781,29.53,26.58,0.444",
        "6,4.6,294.9,10.5,1.80,4.543,294.90,10.52,1.816",
        "7,0.45,29.0,6.8,0.11,0.445,28.99,6.77,0.111"
    })
    void rowsHoldThePapersAndTheModelsNumbers(
            int index,
            String operations,
            String time,
            String traffic,
            String stored,
            double o,
            double t,
            double m,
            double a) {
        Row row = PaperTable.rows().get(index);

        assertThat(List.of(Column.values())).extracting(row::paper).containsExactly(operations, time, traffic, stored);
        assertThat(row.computed(Column.OPERATIONS)).isCloseTo(o, within(0.0005));
        assertThat(row.computed(Column.TIME)).isCloseTo(t, within(0.005));
        assertThat(row.computed(Column.TRAFFIC)).isCloseTo(m, within(0.005));
        assertThat(row.computed(Column.STORED)).isCloseTo(a, within(0.0005));
    }

    /** The lengths are no coincidence: of all others none fits a long row. */
    @ParameterizedTest
    @CsvSource({"0", "2", "4"})
    void onlyOneLengthGivesALongRow(int index) {
        Row row = PaperTable.rows().get(index);

        assertThat(IntStream.range(20, 900).filter(length -> fits(row, length)).toArray())
                .containsExactly(PaperTable.ORIGINAL_TOKENS);
    }

    private static boolean fits(Row row, int length) {
        Row other = new Row(row.model(), row.decoder(), row.bits(), length, row.printed());
        return List.of(Column.values()).stream().allMatch(other::agrees);
    }

    @Test
    void theReportMarksTheTwoCellsAndSaysWhoseNumbersTheyAre() {
        String report = EfficiencyReport.paper();

        assertThat(report)
                .contains("columns \"paper\", arXiv 2403.15388", "total prefill operations (T)", "memory traffic (GB)")
                .contains("0.28*", "4.6*", "the paper prints 0.28, the model gives 0.227")
                .contains("the paper prints 4.6, the model gives 4.543");
        assertThat(report.chars().filter(c -> c == '*').count()).isEqualTo(4);
    }
}
