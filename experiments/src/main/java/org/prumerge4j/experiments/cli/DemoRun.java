package org.prumerge4j.experiments.cli;

import java.nio.file.Path;
import org.prumerge4j.experiments.ablation.Ablation;

/** What the demo command starts. */
@FunctionalInterface
interface DemoRun {
    /** Scores the shipped model, tunes it, scores it again, exports it and writes a report. */
    void demo(Ablation ablation, Path output, Console console) throws Exception;
}
