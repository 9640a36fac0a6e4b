package org.prumerge4j.training.tracking.wandb;

/** Where a run goes. */
public enum WandbMode {
    /** Into a store on disk and, while the run goes on, to the server. */
    ONLINE,
    /** Into a store on disk, which {@code wandb sync} sends later. */
    OFFLINE,
    /** Nowhere. */
    DISABLED
}
