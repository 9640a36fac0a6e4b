package org.prumerge4j.experiments.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.io.StrictJson;
import org.prumerge4j.training.export.AdapterExporter;

/** Finds what a checkpoint says of how it was trained; never from the name of a folder. */
final class Descriptions {
    private Descriptions() {}

    /**
     * The description of a checkpoint.
     *
     * @param adapter folder of an adapter, whose word counts if it has one
     * @return null if nothing is said
     */
    static @Nullable JsonNode of(LlavaConfig config, @Nullable Path adapter) throws IOException {
        if (adapter != null && Files.isRegularFile(adapter.resolve(AdapterExporter.DESCRIPTION))) {
            return StrictJson.readObject(adapter.resolve(AdapterExporter.DESCRIPTION));
        }
        JsonNode source = config.source();
        return source == null ? null : source.get(RunDescription.SECTION);
    }
}
