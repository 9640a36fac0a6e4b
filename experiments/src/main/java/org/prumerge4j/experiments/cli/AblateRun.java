package org.prumerge4j.experiments.cli;

import java.nio.file.Path;
import org.prumerge4j.experiments.ablation.Ablation;

/** What the ablate command starts. */
@FunctionalInterface
interface AblateRun {
    /** Makes the runs that are not there yet. */
    void ablate(Ablation ablation, Path output, Console console) throws Exception;
}
