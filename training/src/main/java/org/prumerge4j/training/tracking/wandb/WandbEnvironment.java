package org.prumerge4j.training.tracking.wandb;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The environment variables and the home folder that settings are taken from. It never shows what is in them. */
public final class WandbEnvironment {
    private final Map<String, String> variables;
    private final Path home;

    /** An environment of the caller's. */
    public WandbEnvironment(Map<String, String> variables, Path home) {
        this.variables = Map.copyOf(variables);
        this.home = home;
    }

    /** The environment of this process. */
    public static WandbEnvironment ofProcess() {
        return new WandbEnvironment(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    /** Whether a variable is set, and not blank. */
    public boolean names(String variable) {
        return variable(variable) != null;
    }

    /** A variable; {@code null} if it is not set, or blank. */
    @Nullable
    String variable(String name) {
        String value = variables.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    Path home() {
        return home;
    }
}
