package org.prumerge4j.experiments.plan;

import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.yaml.Bound;

/**
 * What is to be planned, and what is known besides.
 *
 * @param experiment the configuration
 * @param machine where it would run
 * @param samples numbers of the data; null if they are not known
 * @param textTokens mean text tokens of a sample; null to estimate or assume them
 * @param visualTokens mean visual tokens of an image; null to expect what the reducer leaves
 */
public record PlanQuestion(
        Bound<Experiment> experiment,
        Machine machine,
        @Nullable SampleCounts samples,
        @Nullable Double textTokens,
        @Nullable Double visualTokens) {}
