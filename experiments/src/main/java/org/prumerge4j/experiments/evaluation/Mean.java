package org.prumerge4j.experiments.evaluation;

/** A running mean of values from 0 to 1, shown in percent. */
public final class Mean {
    private static final double PERCENT = 100;

    private double sum;
    private int count;

    /** One more value. */
    public void add(double value) {
        sum += value;
        count++;
    }

    /** One more value: 1 for right, 0 for wrong. */
    public void add(boolean right) {
        add(right ? 1 : 0);
    }

    /** How many values there were. */
    public int count() {
        return count;
    }

    /** The mean in percent; 0 of no values. */
    public double percent() {
        return count == 0 ? 0 : PERCENT * sum / count;
    }

    /** The mean as a score. */
    public Score score(String name) {
        return new Score(name, percent(), count);
    }
}
