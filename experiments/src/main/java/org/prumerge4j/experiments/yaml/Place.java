package org.prumerge4j.experiments.yaml;

/**
 * A position in a {@link Source}.
 *
 * @param source the text
 * @param line from 1
 * @param column from 1, in code points
 */
public record Place(Source source, int line, int column) {
    private static final int SNIPPET_WIDTH = 100;

    /** {@code file:line:column}, or the bare name of a source whose lines nobody counts. */
    @Override
    public String toString() {
        return source.numbered() ? source.name() + ":" + line + ":" + column : source.name();
    }

    /** The line with a caret under the position; empty if the source has no such line (an empty file). */
    public String snippet() {
        if (line > source.lines().size()) {
            return "";
        }
        String text = source.lines().get(line - 1);
        int position = text.offsetByCodePoints(0, Math.min(column - 1, text.codePointCount(0, text.length())));
        int start = Math.max(0, position - SNIPPET_WIDTH / 2);
        int end = Math.min(text.length(), start + SNIPPET_WIDTH);
        String before = text.substring(start, position);
        String margin = source.numbered() ? "%5d | ".formatted(line) : "      | ";
        return margin
                + before
                + text.substring(position, end)
                + System.lineSeparator()
                + "      | "
                + before.replaceAll("[^\t]", " ")
                + "^";
    }
}
