package org.prumerge4j.experiments.run;

import java.util.Locale;
import java.util.regex.Pattern;

/** A reducer's options are named as in Java, {@code iqrFactor}; experiment files write {@code iqr-factor}. */
final class OptionNames {
    private static final Pattern DASH = Pattern.compile("-([a-z0-9])");
    private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])([A-Z])");

    private OptionNames() {}

    /** The reducer's name of a key in a file. */
    static String ofReducer(String key) {
        return DASH.matcher(key).replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
    }

    /** A text with every option named as in files. */
    static String ofFile(String text) {
        return HUMP.matcher(text).replaceAll(match -> "-" + match.group(1).toLowerCase(Locale.ROOT));
    }
}
