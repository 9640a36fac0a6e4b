package org.prumerge4j.experiments.schema;

import org.prumerge4j.experiments.yaml.Key;

/** One exported checkpoint. */
public record ExportSection(
        @Key(help = "llava-hf or llava (merged), peft (the adapter alone), or projector (mm_projector.bin).")
                ExportLayout layout,
        @Key(help = "Number format of the weights.", byDefault = "f16") ExportType dtype,
        @Key(help = "Largest weight file, for example 5GB or 500MiB.", byDefault = "5GB") ByteSize maxShardSize) {}
