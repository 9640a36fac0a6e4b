package org.prumerge4j.training.checkpoint;

import java.nio.file.Path;

/**
 * A complete checkpoint whose checksums were verified.
 *
 * @param folder where it is
 * @param state its training state
 */
public record Checkpoint(Path folder, TrainingState state) {}
