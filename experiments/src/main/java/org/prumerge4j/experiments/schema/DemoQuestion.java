package org.prumerge4j.experiments.schema;

import java.nio.file.Path;
import org.prumerge4j.experiments.yaml.Key;

/** A question about an image. */
public record DemoQuestion(@Key(help = "Image file.") Path image, @Key(help = "Question about it.") String question) {}
