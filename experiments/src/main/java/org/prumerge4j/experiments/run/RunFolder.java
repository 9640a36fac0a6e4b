package org.prumerge4j.experiments.run;

import java.nio.file.Path;

/**
 * Where a run keeps its files.
 *
 * @param path the experiment's output folder
 */
public record RunFolder(Path path) {
    /** The experiment as it was run, all defaults filled in. */
    public Path experiment() {
        return path.resolve("experiment.yaml");
    }

    /** One line of JSON for each step. */
    public Path metrics() {
        return path.resolve("metrics.jsonl");
    }

    /** What the run did and took, as JSON; written when it ends. */
    public Path summary() {
        return path.resolve("run.json");
    }

    /** Checkpoints of the run, one folder each. */
    public Path checkpoints() {
        return path.resolve("checkpoints");
    }

    /** Where an export of the given layout goes. */
    public Path export(String layout) {
        return path.resolve("export").resolve(layout);
    }
}
