package org.prumerge4j.experiments.schema;

import org.prumerge4j.experiments.yaml.Key;

/** How answers are generated (greedily). */
public record GenerationSection(
        @Key(help = "Longest answer in tokens.", byDefault = "128", min = 1) int maxNewTokens) {}
