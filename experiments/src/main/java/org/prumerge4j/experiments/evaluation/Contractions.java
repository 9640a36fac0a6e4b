package org.prumerge4j.experiments.evaluation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.io.IOUtils;

/** The contraction table of the VQA evaluation. */
final class Contractions {
    private static final String RESOURCE = "contractions.txt";

    private Contractions() {}

    /** Word to what it becomes, sorted by word. */
    static Map<String, String> table() {
        try (InputStream in = Contractions.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its resource " + RESOURCE + ": build it again");
            }
            Map<String, String> table = new TreeMap<>();
            for (String line : IOUtils.readLines(in, StandardCharsets.UTF_8)) {
                int equals = line.indexOf('=');
                if (equals > 0 && line.charAt(0) != '#') {
                    table.put(line.substring(0, equals), line.substring(equals + 1));
                }
            }
            return table;
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE, e);
        }
    }
}
