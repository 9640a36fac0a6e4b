package org.prumerge4j.experiments.cli;

import org.prumerge4j.experiments.schema.ByteSize;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Spells sizes as experiment files do. */
final class SizeConverter implements ITypeConverter<ByteSize> {
    @Override
    public ByteSize convert(String text) {
        try {
            return ByteSize.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("found '" + text + "', expected " + e.getMessage());
        }
    }
}
