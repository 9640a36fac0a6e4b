package org.prumerge4j.experiments.cli;

/**
 * What the profile command asks for.
 *
 * @param warmUp steps that are not timed
 * @param steps timed steps
 * @param top how many of the dearest kernels to list
 */
public record ProfileRequest(int warmUp, int steps, int top) {}
