package org.prumerge4j.experiments.base.language;

import org.prumerge4j.experiments.base.learning.Course;

/**
 * A course of projector and decoder.
 *
 * @param course steps and rates
 * @param subjects what is asked
 */
public record LanguageCourse(Course course, Subjects subjects) {
    /** The same with a share of its steps. */
    public LanguageCourse shortened(double share) {
        return new LanguageCourse(course.shortened(share), subjects);
    }
}
