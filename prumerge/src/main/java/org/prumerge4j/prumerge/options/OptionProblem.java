package org.prumerge4j.prumerge.options;

/**
 * One option that is wrong.
 *
 * @param option name as it was given
 * @param given value as it was given
 * @param expected what is allowed
 */
public record OptionProblem(String option, String given, String expected) {
    @Override
    public String toString() {
        return option + " = " + given + ": expected " + expected;
    }
}
