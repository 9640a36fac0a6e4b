package org.prumerge4j.model.engine.ir;

import org.prumerge4j.model.engine.parallel.Workers;

/** Something that reads and writes the regions it was made for. */
public interface Kernel {
    /** Short name of what it does, by which reports add up times. */
    String kind();

    /** Multiplications and additions of one run where they are worth counting, else 0. */
    default double operations() {
        return 0;
    }

    /** Runs once; the same inputs give the same bits whatever the number of workers. */
    void run(Workers workers);
}
