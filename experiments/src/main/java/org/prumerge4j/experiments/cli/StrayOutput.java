package org.prumerge4j.experiments.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;

/** Receives what libraries print to standard output, line by line, and logs it: standard output is for results only. */
final class StrayOutput extends OutputStream {
    static final String LOGGER = "library-output";

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    @Override
    public synchronized void write(int b) {
        if (b == '\n') {
            LoggerFactory.getLogger(LOGGER)
                    .debug("{}", line.toString(StandardCharsets.UTF_8).stripTrailing());
            line.reset();
        } else {
            line.write(b);
        }
    }
}
