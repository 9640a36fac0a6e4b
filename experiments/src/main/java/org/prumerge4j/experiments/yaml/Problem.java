package org.prumerge4j.experiments.yaml;

/**
 * Something wrong in a configuration.
 *
 * @param place where
 * @param path dotted path of the key, for example {@code lora.rank} or {@code export[0].layout}; empty for the whole
 * @param message what was found, what was expected, what to do
 */
public record Problem(Place place, String path, String message) {
    /** Place, path and message on one line, then the line of the file with a caret. */
    @Override
    public String toString() {
        String line = place + ": " + (path.isEmpty() ? "" : path + ": ") + message;
        String snippet = place.snippet();
        return snippet.isEmpty() ? line : line + System.lineSeparator() + snippet;
    }
}
