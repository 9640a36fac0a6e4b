package org.prumerge4j.experiments.schema;

import java.util.List;
import org.prumerge4j.experiments.yaml.Key;

/** What the trained model is asked at last. */
public record DemoSection(
        @Key(help = "Questions that 'train' asks the exported model when it is done.", byDefault = "[]")
                List<DemoQuestion> questions) {}
