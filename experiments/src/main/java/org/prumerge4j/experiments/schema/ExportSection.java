package org.prumerge4j.experiments.schema;

import org.prumerge4j.experiments.yaml.Key;

/** One exported checkpoint. */
public record ExportSection(
        @Key(help = "llava-hf or llava (merged), or peft (the adapter alone).") ExportLayout layout,
        @Key(help = "Number format of the weights.", byDefault = "f16") ExportType dtype,
        @Key(help = "Largest weight file, for example 5GB or 500MiB.", byDefault = "5GB") ByteSize maxShardSize) {}
