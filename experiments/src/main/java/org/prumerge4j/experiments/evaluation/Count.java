package org.prumerge4j.experiments.evaluation;

/** Something counted on the way that helps to judge the scores, for example answers that are missing. */
public record Count(String name, int value) {}
