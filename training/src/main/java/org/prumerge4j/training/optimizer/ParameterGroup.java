package org.prumerge4j.training.optimizer;

import java.util.List;

/**
 * Parameters that share a learning rate and a weight decay.
 *
 * @param name name under which the learning rate is logged; groups that differ only in decay share it
 * @param learningRate peak learning rate, before the schedule's multiplier
 * @param weightDecay decoupled weight decay; 0 = none
 * @param parameters the members, not empty
 */
public record ParameterGroup(
        String name, double learningRate, double weightDecay, List<TrainableParameter> parameters) {
    /** Checks the numbers and copies the list. */
    public ParameterGroup {
        requireFinite(name, "learning rate", learningRate);
        requireFinite(name, "weight decay", weightDecay);
        if (parameters.isEmpty()) {
            throw new IllegalArgumentException("parameter group " + name + " is empty; leave it out");
        }
        parameters = List.copyOf(parameters);
    }

    private static void requireFinite(String group, String what, double value) {
        if (!Double.isFinite(value) || value < 0) {
            throw new IllegalArgumentException(
                    what + " of parameter group " + group + " is " + value + "; give a finite number of at least 0");
        }
    }
}
