package org.prumerge4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class StrayOutputTest {
    @Test
    void logsEachLineAsDetail() {
        Logger logger = (Logger) LoggerFactory.getLogger(StrayOutput.LOGGER);
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        logger.addAppender(appender);
        logger.setLevel(Level.DEBUG);
        try (PrintStream stray = new PrintStream(new StrayOutput(), true, StandardCharsets.UTF_8)) {
            stray.print("Added differentiated op ");
            stray.print("ä\r\nnext\nunfinished");
        } finally {
            logger.detachAppender(appender);
            logger.setLevel(null);
        }

        assertThat(appender.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("Added differentiated op ä", "next");
        assertThat(appender.list).extracting(ILoggingEvent::getLevel).containsOnly(Level.DEBUG);
    }
}
