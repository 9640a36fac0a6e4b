package org.prumerge4j.experiments.ablation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What the ablations that come with the program ask for. */
public final class ShippedAblations {
    private static final Path FOLDER = Path.of(System.getProperty("project.root"), "experiments", "ablations");

    private ShippedAblations() {}

    static Ablation read(String name) throws IOException {
        return AblationReader.read(FOLDER.resolve(name), List.of()).value();
    }

    /** Names of all runs. */
    public static List<String> runs(String name) throws IOException {
        return RunMatrix.expand(read(name)).stream().map(AblationRun::name).toList();
    }

    /** Hash of the model they start from. */
    public static String modelHash(String name) throws IOException {
        return Fingerprint.ofModel(new TuningExperiments(read(name)).base().model());
    }
}
