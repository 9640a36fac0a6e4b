package org.prumerge4j.experiments.efficiency;

/**
 * What one pass through the language model costs.
 *
 * @param operations arithmetic operations of the whole pass
 * @param seconds sum of the operators' times; nothing overlaps
 * @param traffic bytes moved between memory and chip: every load and store of weights, activations, keys and values.
 *     Not memory that is occupied
 * @param storedActivations bytes of activations written, summed over all layers. Not memory that is occupied: a layer's
 *     activations may take the place of the one before
 * @param resident bytes occupied: weights of all layers, keys and values, and what one layer stores. Embedding and
 *     output head not counted
 */
public record Cost(double operations, double seconds, double traffic, double storedActivations, double resident) {}
