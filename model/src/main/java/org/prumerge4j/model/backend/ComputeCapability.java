package org.prumerge4j.model.backend;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Version of the instruction set of an NVIDIA GPU, for example 8.6.
 *
 * @param major machine code of one major version does not run on another
 * @param minor code of a lower minor version runs on a higher one
 */
public record ComputeCapability(int major, int minor) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})");

    /**
     * Reads {@code 8.6}.
     *
     * @throws IllegalArgumentException if it is not of this form
     */
    public static ComputeCapability parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a compute capability such as 8.6");
        }
        return new ComputeCapability(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
