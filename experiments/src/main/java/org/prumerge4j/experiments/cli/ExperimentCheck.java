package org.prumerge4j.experiments.cli;

import java.util.List;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.yaml.Bound;
import org.prumerge4j.experiments.yaml.Problem;

/** A check of an experiment that needs more than its file: other files, the reducers there are, the hardware. */
@FunctionalInterface
interface ExperimentCheck {
    /** What is wrong; empty if nothing is. Make problems with {@link Bound#problem}, which knows the places. */
    List<Problem> check(Bound<Experiment> experiment);
}
