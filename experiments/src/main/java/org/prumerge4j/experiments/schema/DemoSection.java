package org.prumerge4j.experiments.schema;

import java.util.List;
import org.prumerge4j.experiments.yaml.Key;

/** What the demo command shows. */
public record DemoSection(
        @Key(help = "Questions asked after training.", byDefault = "[]") List<DemoQuestion> questions) {}
