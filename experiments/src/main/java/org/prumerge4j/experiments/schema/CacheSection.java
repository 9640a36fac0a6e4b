package org.prumerge4j.experiments.schema;

import java.nio.file.Path;
import org.prumerge4j.experiments.yaml.Key;

/** Visual tokens kept on disk, so that an image goes through the vision tower once. */
public record CacheSection(
        @Key(help = "false = as if this section were left out.", byDefault = "true") boolean enabled,
        @Key(help = "Folder of the cache; experiments and processes may share one.") Path folder,
        @Key(
                        help =
                                "Size the folder may grow to, such as 200GB; a full cache keeps what it has and takes no more.",
                        byDefault = "100GB")
                ByteSize maxSize) {}
