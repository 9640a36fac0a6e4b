package org.prumerge4j.experiments.base;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.prumerge4j.model.io.AtomicFiles;

/** How long each stage took, kept beside its weights: a run that goes on with a later stage still knows. */
final class StageTimes {
    private static final String FILE = "seconds.txt";
    private static final double NANOS = 1e9;

    private final AtomicFiles files;
    private final Path file;
    private final Map<String, Long> seconds = new LinkedHashMap<>();

    StageTimes(AtomicFiles files, Path stages) throws IOException {
        this.files = files;
        this.file = stages.resolve(FILE);
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                int tab = line.indexOf('\t');
                if (tab > 0) {
                    seconds.put(line.substring(0, tab), Long.parseLong(line.substring(tab + 1)));
                }
            }
        }
    }

    /** Notes that a stage that began at a time of {@link System#nanoTime} has ended. */
    void ended(String stage, long start) throws IOException {
        seconds.put(stage, Math.round((System.nanoTime() - start) / NANOS));
        StringBuilder text = new StringBuilder();
        seconds.forEach(
                (name, time) -> text.append(name).append('\t').append(time).append('\n'));
        files.writeFile(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Seconds by stage, in the order of the stages. */
    Map<String, Long> seconds() {
        return seconds;
    }
}
