package org.prumerge4j.model.graph;

/**
 * A mask that executors which know only plain operations have to be given: they fill it from the pattern.
 *
 * @param mask name of the mask's placeholder in the SameDiff graph, {@code [rows, columns]}
 * @param rowsOf name of an input that has as many rows
 * @param columns columns of the mask
 * @param pattern which elements are zeroed
 */
public record Dropout(String mask, String rowsOf, int columns, DropoutPattern pattern) {}
