package org.prumerge4j.experiments.evaluation;

/**
 * One figure of a benchmark.
 *
 * @param value in percent, or in points for MME
 * @param questions how many questions it is about
 */
public record Score(String name, double value, int questions) {}
