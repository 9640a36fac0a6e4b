package org.prumerge4j.experiments.schema;

import java.nio.file.Path;
import org.prumerge4j.experiments.yaml.Key;

/** Instruction data and how it becomes tokens. */
public record DataSection(
        @Key(help = "LLaVA instruction file: a JSON array of records.") Path instructions,
        @Key(help = "Folder that the image paths of the records start from.") Path images,
        @Key(help = "Prompt template: v1 (Vicuna chat) or plain (projector pre-training).", byDefault = "v1")
                Template template,
        @Key(help = "How an image becomes square: pad with the mean colour, or crop the centre.", byDefault = "pad")
                AspectRatio aspectRatio,
        @Key(
                        help = "Longest sequence in tokens, visual ones included; the rest is cut off.",
                        byDefault = "2048",
                        min = 1)
                int maxLength,
        @Key(
                        help =
                                "Order of the records in an epoch; grouped = steps of equally long records of one modality.",
                        byDefault = "shuffled")
                SampleOrder order,
        @Key(
                        help = "Threads that prepare the records to come; 0 = each is prepared when it is needed.",
                        byDefault = "0",
                        min = 0,
                        max = 256)
                int workers,
        @Key(
                        help =
                                "A record whose image cannot be read in the middle of a run: fail = save and stop, skip ="
                                        + " leave it out and count it.",
                        byDefault = "fail")
                UnreadableImages unreadableImages) {
    /** What happens to records whose image cannot be read. */
    public enum UnreadableImages {
        FAIL,
        SKIP
    }

    /** Prompt templates. */
    public enum Template {
        V1,
        PLAIN
    }

    /** Ways to a square image. */
    public enum AspectRatio {
        PAD,
        CROP
    }

    /** Orders of records. */
    public enum SampleOrder {
        SEQUENTIAL,
        SHUFFLED,
        GROUPED
    }
}
