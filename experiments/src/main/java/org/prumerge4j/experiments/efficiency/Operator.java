package org.prumerge4j.experiments.efficiency;

/**
 * One operator of a decoder and the bytes it moves between memory and chip.
 *
 * @param name what it computes
 * @param operations arithmetic operations; a multiplication and an addition are two
 * @param loadedWeights bytes of weights read
 * @param loadedActivations bytes of activations read
 * @param storedActivations bytes of activations written
 * @param loadedKeyValue bytes of the key-value cache read
 * @param storedKeyValue bytes of the key-value cache written
 */
public record Operator(
        String name,
        double operations,
        double loadedWeights,
        double loadedActivations,
        double storedActivations,
        double loadedKeyValue,
        double storedKeyValue) {
    /** Bytes moved in all. */
    public double traffic() {
        return loadedWeights + loadedActivations + storedActivations + loadedKeyValue + storedKeyValue;
    }

    /** Seconds it takes at least: bound by arithmetic or by memory, whichever is slower. */
    public double seconds(double peak, double bandwidth) {
        return Math.max(operations / peak, traffic() / bandwidth);
    }
}
