package org.prumerge4j.experiments.cli;

import org.prumerge4j.experiments.schema.ExportType;
import picocli.CommandLine.ITypeConverter;

/** Spells number formats as experiment files do. */
final class TypeConverter implements ITypeConverter<ExportType> {
    @Override
    public ExportType convert(String text) {
        return Spellings.constant(ExportType.class, text);
    }
}
