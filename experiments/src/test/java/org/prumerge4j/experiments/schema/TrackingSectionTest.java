package org.prumerge4j.experiments.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.experiments.yaml.ConfigException;

class TrackingSectionTest {
    @TempDir
    Path folder;

    private TrackingSection read(String... overrides) throws IOException {
        return ExperimentReader.read(Fixture.in(folder).file(), List.of(overrides))
                .value()
                .tracking();
    }

    @Test
    void nothingIsTrackedUnlessAskedFor() throws IOException {
        TrackingSection tracking = read();

        assertThat(tracking.wandb())
                .isEqualTo(new WandbSection(false, null, null, null, List.of(), null, WandbSection.Mode.ONLINE, 250));
        assertThat(tracking.tensorboard().enabled()).isFalse();
    }

    @Test
    void everythingMayBeGiven() throws IOException {
        TrackingSection tracking = read(
                "tracking.wandb={enabled: true, project: p, entity: e, name: n, tags: [a, b], group: g, mode: offline}",
                "tracking.tensorboard.enabled=true");

        assertThat(tracking.wandb())
                .isEqualTo(
                        new WandbSection(true, "p", "e", "n", List.of("a", "b"), "g", WandbSection.Mode.OFFLINE, 250));
        assertThat(tracking.tensorboard().enabled()).isTrue();
    }

    @Test
    void aKeyIsNoSetting() {
        assertThatThrownBy(() -> read("tracking.wandb.api-key=x"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("unknown key 'api-key'");
    }
}
