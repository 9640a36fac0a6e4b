package org.prumerge4j.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.schema.ExperimentReader;
import org.prumerge4j.experiments.yaml.Bound;
import org.prumerge4j.experiments.yaml.Problem;

class ReducerCheckTest {
    private static final Path DEMO =
            Path.of(System.getProperty("project.root", "..")).resolve("experiments/configs/demo/demo.yaml");

    private static List<Problem> check(String... overrides) throws IOException {
        Bound<Experiment> experiment = ExperimentReader.read(DEMO, List.of(overrides));
        return ReducerCheck.check(experiment);
    }

    @Test
    void shippedReducerIsKnown() throws IOException {
        assertThat(check()).isEmpty();
        assertThat(check("reducer.iqr-factor=2", "reducer.min-keep=4")).isEmpty();
    }

    @Test
    void allWrongOptionsAreReportedInTheSpellingOfTheFile() throws IOException {
        List<Problem> problems = check("reducer.neighbors=8", "reducer.iqr-factor=-1", "reducer.order=sideways");
        assertThat(problems).hasSize(3);
        assertThat(problems.toString())
                .contains("did you mean 'neighbours'?")
                .contains("iqr-factor")
                .contains("sideways")
                .doesNotContain("iqrFactor");
    }

    @Test
    void misspeltReducersAndPresetsGetASuggestion() throws IOException {
        assertThat(check("reducer.name=prumerg").toString()).contains("did you mean 'prumerge'?");
        assertThat(check("reducer.preset=refrence").toString()).contains("reducer.preset");
    }
}
