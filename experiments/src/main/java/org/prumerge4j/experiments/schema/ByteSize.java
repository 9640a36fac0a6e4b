package org.prumerge4j.experiments.schema;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.prumerge4j.experiments.yaml.ScalarValue;

/**
 * An amount of storage: {@code 5GB} (powers of 1000), {@code 500MiB} (powers of 1024) or plain bytes.
 *
 * @param bytes at least 1
 */
public record ByteSize(long bytes) implements ScalarValue {
    private static final Pattern FORM = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,6})?)\\s*([A-Za-z]*)");
    private static final long KILO = 1000;
    private static final long KIBI = 1024;
    private static final Map<String, Long> UNITS = Map.ofEntries(
            Map.entry("", 1L),
            Map.entry("b", 1L),
            Map.entry("kb", KILO),
            Map.entry("mb", KILO * KILO),
            Map.entry("gb", KILO * KILO * KILO),
            Map.entry("tb", KILO * KILO * KILO * KILO),
            Map.entry("kib", KIBI),
            Map.entry("mib", KIBI * KIBI),
            Map.entry("gib", KIBI * KIBI * KIBI),
            Map.entry("tib", KIBI * KIBI * KIBI * KIBI));

    /** @throws IllegalArgumentException if there is not a single byte */
    public ByteSize {
        if (bytes < 1) {
            throw new IllegalArgumentException("a size of at least one byte");
        }
    }

    /**
     * Reads a size.
     *
     * @throws IllegalArgumentException with what is expected
     */
    public static ByteSize parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (matcher.matches()) {
            Long unit = UNITS.get(matcher.group(2).toLowerCase(Locale.ROOT));
            if (unit != null) {
                BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit));
                if (bytes.compareTo(BigDecimal.ONE) >= 0 && bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0) {
                    return new ByteSize(bytes.longValue());
                }
            }
        }
        throw new IllegalArgumentException("a size such as 5GB, 500MiB or 1000000");
    }

    /** In the largest decimal unit that divides it. */
    @Override
    public String text() {
        for (String unit : new String[] {"TB", "GB", "MB", "KB"}) {
            long size = UNITS.getOrDefault(unit.toLowerCase(Locale.ROOT), 1L);
            if (bytes % size == 0) {
                return bytes / size + unit;
            }
        }
        return bytes + "B";
    }
}
