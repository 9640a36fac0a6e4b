package org.prumerge4j.training.tracking.wandb;

/** Where the server keeps a run, by its own answer. */
record RunAddress(String entity, String project, String id) {}
