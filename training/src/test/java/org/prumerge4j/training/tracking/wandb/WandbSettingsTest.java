package org.prumerge4j.training.tracking.wandb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.training.CapturedLog;

class WandbSettingsTest {
    private static final String KEY = "WANDB_API_KEY";

    @TempDir
    Path home;

    private WandbSettings resolve(WandbOptions options, Map<String, String> variables) {
        return WandbSettings.resolve(options, new WandbEnvironment(variables, home), home.resolve("out"));
    }

    private static WandbOptions options(@Nullable WandbMode mode) {
        return new WandbOptions(null, null, null, null, List.of(), mode);
    }

    private @Nullable String keyFor(Map<String, String> variables) {
        ApiKey key = resolve(options(null), variables).key();
        return key == null ? null : key.authorization();
    }

    private static String authorization(String key) {
        return new ApiKey(key).authorization();
    }

    @Test
    void optionsGoBeforeVariablesAndVariablesBeforeDefaults() {
        Map<String, String> variables = Map.of(
                "WANDB_PROJECT", "vp",
                "WANDB_ENTITY", "ve",
                "WANDB_NAME", "vn",
                "WANDB_RUN_GROUP", "vg",
                "WANDB_TAGS", "a, b,",
                "WANDB_DIR", home.resolve("elsewhere").toString());
        WandbSettings fromVariables = resolve(options(WandbMode.OFFLINE), variables);
        assertThat(fromVariables.project()).isEqualTo("vp");
        assertThat(fromVariables.entity()).isEqualTo("ve");
        assertThat(fromVariables.name()).isEqualTo("vn");
        assertThat(fromVariables.group()).isEqualTo("vg");
        assertThat(fromVariables.tags()).containsExactly("a", "b");
        assertThat(fromVariables.folder()).isEqualTo(home.resolve("elsewhere"));

        WandbSettings given = resolve(new WandbOptions("p", "e", "n", "g", List.of("t"), WandbMode.OFFLINE), variables);
        assertThat(List.of(given.project(), given.entity(), given.name(), given.group()))
                .containsExactly("p", "e", "n", "g");
        assertThat(given.tags()).containsExactly("t");

        WandbSettings defaults = resolve(options(WandbMode.OFFLINE), Map.of());
        assertThat(defaults.project()).isEqualTo("prumerge4j");
        assertThat(defaults.folder()).isEqualTo(home.resolve("out"));
        assertThat(defaults.server()).isEqualTo(URI.create("https://api.wandb.ai"));
    }

    @Test
    void theModeOfTheEnvironmentGoesFirst() {
        assertThat(resolve(options(WandbMode.OFFLINE), Map.of("WANDB_MODE", "online", KEY, "k"))
                        .mode())
                .isEqualTo(WandbMode.ONLINE);
        assertThat(resolve(options(WandbMode.ONLINE), Map.of("WANDB_MODE", "dryrun", KEY, "k"))
                        .mode())
                .isEqualTo(WandbMode.OFFLINE);
        assertThat(resolve(options(null), Map.of("WANDB_MODE", "Disabled")).mode())
                .isEqualTo(WandbMode.DISABLED);
        assertThat(resolve(options(null), Map.of(KEY, "k")).mode()).isEqualTo(WandbMode.ONLINE);
        assertThatThrownBy(() -> resolve(options(null), Map.of("WANDB_MODE", "maybe")))
                .hasMessage("WANDB_MODE is 'maybe', expected online, offline or disabled");
    }

    @Test
    void onlineWithoutAKeyIsOffline() {
        try (CapturedLog log = new CapturedLog(WandbSettings.class.getName())) {
            assertThat(resolve(options(WandbMode.ONLINE), Map.of()).mode()).isEqualTo(WandbMode.OFFLINE);
            assertThat(log.messages()).singleElement().asString().contains("no key in WANDB_API_KEY or ~/.netrc");
        }
    }

    @Test
    void theKeyComesFromTheVariableOrTheNetrcEntryOfTheServer() throws IOException {
        Files.writeString(
                home.resolve(".netrc"),
                """
                # machine api.wandb.ai login user password commented-out
                macdef init
                machine api.wandb.ai password in-a-macro

                machine other.example login user password other
                machine api.wandb.ai
                  login user
                  password secret
                machine wandb.example login machine password own
                default login anonymous password fallback
                """);

        assertThat(keyFor(Map.of())).isEqualTo(authorization("secret"));
        assertThat(keyFor(Map.of("WANDB_BASE_URL", "https://wandb.example:8443/")))
                .isEqualTo(authorization("own"));
        assertThat(keyFor(Map.of("WANDB_BASE_URL", "https://unknown.example"))).isEqualTo(authorization("fallback"));
        assertThat(keyFor(Map.of(KEY, " variable "))).isEqualTo(authorization("variable"));
    }

    @Test
    void theKeyIsInNoText() {
        WandbSettings settings = resolve(options(null), Map.of(KEY, Runs.KEY));

        assertThat(settings.toString()).doesNotContain(Runs.KEY).contains("***");
        assertThatThrownBy(() ->
                        resolve(options(null), Map.of("WANDB_BASE_URL", "https://user:" + Runs.KEY + "@host.example")))
                .hasMessageStartingWith("WANDB_BASE_URL is not understood")
                .hasMessageNotContaining(Runs.KEY);
    }

    @Test
    void refusesAddressesAndIdsThatCannotBe() {
        for (String address : List.of("nothing", "ftp://host.example", "https://", "ht tp:")) {
            assertThatThrownBy(() -> resolve(options(null), Map.of("WANDB_BASE_URL", address)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("WANDB_BASE_URL");
        }
        assertThatThrownBy(() -> resolve(options(null), Map.of("WANDB_RUN_ID", "../x")))
                .hasMessageContaining("WANDB_RUN_ID is '../x'");
    }
}
