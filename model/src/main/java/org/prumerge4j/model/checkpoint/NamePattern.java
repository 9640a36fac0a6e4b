package org.prumerge4j.model.checkpoint;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A tensor name in which <code>{i}</code> stands for a number, usually that of a layer. */
final class NamePattern {
    private static final String PLACEHOLDER = "{i}";

    private final String text;
    private final Pattern regex;

    NamePattern(String text) {
        this.text = text;
        String quoted = Pattern.quote(text);
        this.regex = Pattern.compile(quoted.replace(PLACEHOLDER, "\\E(0|[1-9][0-9]{0,5})\\Q"));
    }

    /** The number in a name of this pattern, -1 if the pattern has none; nothing if the name is of another pattern. */
    Optional<Integer> match(String name) {
        Matcher matcher = regex.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(matcher.groupCount() == 0 ? -1 : Integer.parseInt(matcher.group(1)));
    }

    /** The name with a number. */
    String name(int number) {
        return text.replace(PLACEHOLDER, Integer.toString(number));
    }

    @Override
    public String toString() {
        return text;
    }
}
