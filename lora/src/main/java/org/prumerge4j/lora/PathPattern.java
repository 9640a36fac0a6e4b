package org.prumerge4j.lora;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One alternative of a path pattern: {@code *} stands for one or more characters within a path segment, everything else
 * for itself.
 *
 * @param text the alternative, without braces
 * @param regex what it matches
 */
record PathPattern(String text, Pattern regex) {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_\\-*]+(\\.[A-Za-z0-9_\\-*]+)*");

    /**
     * The alternatives of a pattern: {@code a.{b,c}.d} stands for {@code a.b.d} and {@code a.c.d}.
     *
     * @throws IllegalArgumentException if the pattern cannot be understood; the message names it
     */
    static List<PathPattern> parse(String pattern) {
        List<PathPattern> alternatives = new ArrayList<>();
        for (String text : expand(pattern, pattern)) {
            if (!PLAIN.matcher(text).matches()) {
                throw new IllegalArgumentException(
                        "target \"" + pattern + "\" is not a path pattern: expected segments of"
                                + " letters, digits, '_' and '*' joined by single dots, with alternatives as {a,b}");
            }
            alternatives.add(new PathPattern(text, regex(text)));
        }
        return alternatives;
    }

    boolean matches(String path) {
        return regex.matcher(path).matches();
    }

    private static List<String> expand(String rest, String pattern) {
        int open = rest.indexOf('{');
        int close = rest.indexOf('}');
        if (open < 0 && close < 0) {
            return List.of(rest);
        }
        int nested = rest.indexOf('{', open + 1);
        if (open < 0 || close < open || (nested >= 0 && nested < close)) {
            throw new IllegalArgumentException("target \"" + pattern
                    + "\" has braces that do not pair up; write alternatives as {a,b}, not nested");
        }
        List<String> expanded = new ArrayList<>();
        for (String tail : expand(rest.substring(close + 1), pattern)) {
            for (String alternative : rest.substring(open + 1, close).split(",", -1)) {
                expanded.add(rest.substring(0, open) + alternative.strip() + tail);
            }
        }
        return expanded;
    }

    private static Pattern regex(String text) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            regex.append(c == '*' ? "[^.]+" : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(regex.toString());
    }
}
