package org.prumerge4j.training.tracking.wandb;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;

/** Where and when a run takes place. */
record RunHost(String name, String system, String program, Instant started) {
    private static final String PROGRAM = "PruMerge4J";

    static RunHost thisMachine(Instant started) {
        String system = System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                + System.getProperty("os.arch");
        String name;
        try {
            name = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            name = "localhost";
        }
        return new RunHost(name, system, PROGRAM, started);
    }
}
