package org.prumerge4j.training.tracking.wandb;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything about a run that is known before it starts, resolved from options and environment.
 *
 * @param folder where the folder {@code wandb} is, or will be
 * @param runId id for a new run; {@code null} = a random one
 */
record WandbSettings(
        WandbMode mode,
        String project,
        @Nullable String entity,
        @Nullable String name,
        @Nullable String group,
        List<String> tags,
        Path folder,
        @Nullable String runId,
        URI server,
        @Nullable ApiKey key) {
    private static final Logger LOG = LoggerFactory.getLogger(WandbSettings.class);
    private static final String DEFAULT_PROJECT = "prumerge4j";
    private static final String DEFAULT_SERVER = "https://api.wandb.ai";
    private static final String RUN_ID = "[A-Za-z0-9_-]{1,64}";

    /**
     * Settings of a run. {@code WANDB_MODE} goes before the option, so that a machine without a network can run any
     * experiment; the other variables fill in what the options leave out. Online without a key becomes offline.
     *
     * @param folder where runs are kept unless {@code WANDB_DIR} says otherwise
     * @throws IllegalArgumentException if a variable has a value that is not understood
     */
    static WandbSettings resolve(WandbOptions options, WandbEnvironment environment, Path folder) {
        URI server = server(environment.variable("WANDB_BASE_URL"));
        String given = environment.variable("WANDB_API_KEY");
        String password = given != null ? given : Netrc.password(environment.home(), server.getHost());
        ApiKey key = password == null || password.isBlank() ? null : new ApiKey(password.strip());
        String directory = environment.variable("WANDB_DIR");
        return new WandbSettings(
                mode(options.mode(), environment.variable("WANDB_MODE"), key, server),
                or(or(options.project(), environment.variable("WANDB_PROJECT")), DEFAULT_PROJECT),
                either(options.entity(), environment.variable("WANDB_ENTITY")),
                either(options.name(), environment.variable("WANDB_NAME")),
                either(options.group(), environment.variable("WANDB_RUN_GROUP")),
                options.tags().isEmpty() ? tags(environment.variable("WANDB_TAGS")) : options.tags(),
                (directory == null ? folder : Path.of(directory)).toAbsolutePath(),
                runId(environment.variable("WANDB_RUN_ID")),
                server,
                key);
    }

    private static @Nullable String either(@Nullable String first, @Nullable String second) {
        return first != null ? first : second;
    }

    private static String or(@Nullable String value, @Nullable String otherwise) {
        return value != null ? value : otherwise != null ? otherwise : DEFAULT_PROJECT;
    }

    private static WandbMode mode(
            @Nullable WandbMode option, @Nullable String variable, @Nullable ApiKey key, URI server) {
        WandbMode mode = option == null ? WandbMode.ONLINE : option;
        if (variable != null) {
            mode = switch (variable.toLowerCase(Locale.ROOT)) {
                case "online", "run" -> WandbMode.ONLINE;
                case "offline", "dryrun" -> WandbMode.OFFLINE;
                case "disabled" -> WandbMode.DISABLED;
                default ->
                    throw new IllegalArgumentException(
                            "WANDB_MODE is '" + variable + "', expected online, offline or disabled");
            };
        }
        if (mode == WandbMode.ONLINE && key == null) {
            LOG.info(
                    "W&B: no key in WANDB_API_KEY or ~/.netrc (machine {}), so the run is kept offline",
                    server.getHost());
            return WandbMode.OFFLINE;
        }
        return mode;
    }

    private static URI server(@Nullable String variable) {
        String text = variable == null ? DEFAULT_SERVER : variable;
        try {
            URI server = new URI(text.replaceAll("/+$", ""));
            String scheme = String.valueOf(server.getScheme());
            if (server.getHost() != null && server.getUserInfo() == null && scheme.matches("https?")) {
                return server;
            }
        } catch (URISyntaxException e) {
            LOG.debug("WANDB_BASE_URL has a syntax error at {}", e.getIndex());
        }
        // The value is not repeated: somebody may have put a password into it.
        throw new IllegalArgumentException(
                "WANDB_BASE_URL is not understood, expected an address such as " + DEFAULT_SERVER);
    }

    private static List<String> tags(@Nullable String variable) {
        return variable == null
                ? List.of()
                : Arrays.stream(variable.split(","))
                        .map(String::strip)
                        .filter(tag -> !tag.isEmpty())
                        .toList();
    }

    private static @Nullable String runId(@Nullable String variable) {
        if (variable != null && !variable.matches(RUN_ID)) {
            throw new IllegalArgumentException(
                    "WANDB_RUN_ID is '" + variable + "', expected 1 to 64 letters, digits, '-' or '_'");
        }
        return variable;
    }
}
