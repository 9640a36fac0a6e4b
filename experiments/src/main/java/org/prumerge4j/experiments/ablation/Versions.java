package org.prumerge4j.experiments.ablation;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.model.backend.Backend;

/** What a run was made with. */
final class Versions {
    private Versions() {}

    static Map<String, Object> here() {
        @Nullable String program = Versions.class.getPackage().getImplementationVersion();
        Map<String, Object> versions = new LinkedHashMap<>();
        versions.put("prumerge4j", program == null ? "development" : program);
        versions.put("java", System.getProperty("java.version"));
        versions.put("backend", Backend.onClassPath().description());
        versions.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        versions.put("processors", Runtime.getRuntime().availableProcessors());
        return versions;
    }
}
