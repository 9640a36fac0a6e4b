package org.prumerge4j.experiments.cli;

import org.jspecify.annotations.Nullable;
import org.prumerge4j.model.backend.Backend;
import picocli.CommandLine.IVersionProvider;

/** The line that {@code --version} prints: program, Java, what ND4J computes on. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        @Nullable String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {
            "prumerge4j %s (Java %s, %s)"
                    .formatted(
                            version == null ? "development" : version,
                            System.getProperty("java.version"),
                            Backend.onClassPath().description())
        };
    }
}
