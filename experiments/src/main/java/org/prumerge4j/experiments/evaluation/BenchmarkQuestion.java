package org.prumerge4j.experiments.evaluation;

import org.jspecify.annotations.Nullable;

/**
 * A question of a benchmark, ready to be asked.
 *
 * @param image null for a question about text only
 * @param prompt what is asked, and what the {@code prompt} of an answer repeats
 * @param category group of the benchmark that the question belongs to
 */
public record BenchmarkQuestion(QuestionId id, @Nullable QuestionImage image, String prompt, String category) {}
