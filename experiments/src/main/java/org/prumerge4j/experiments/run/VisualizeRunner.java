package org.prumerge4j.experiments.run;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.cli.Console;
import org.prumerge4j.experiments.cli.VisualizeRequest;
import org.prumerge4j.experiments.picture.KeptTokenPicture;
import org.prumerge4j.experiments.picture.MergeSheet;
import org.prumerge4j.experiments.run.ImageReductions.Reduction;
import org.prumerge4j.model.io.AtomicFiles;
import org.prumerge4j.prumerge.MergeMatrix;
import org.prumerge4j.prumerge.options.ReducerOptions;
import org.prumerge4j.prumerge.registry.Reducers;

/** Draws what a reducer keeps of an image. */
public final class VisualizeRunner {
    private VisualizeRunner() {}

    /** Writes the picture and says how many tokens it shows. */
    public static void visualize(VisualizeRequest request, Console console) throws IOException {
        ReducerOptions reducer = reducer(request);
        try (ImageReductions reductions = ImageReductions.open(request.model(), reducer)) {
            Reduction reduction = reductions.reduce(request.image());
            MergeMatrix merge = reduction.merge();
            byte[] png = KeptTokenPicture.png(
                    MergeSheet.draw(reduction.seen(), reduction.gridWidth(), merge, request.details()));
            new AtomicFiles().writeFile(request.output(), png);
            console.line(request.output() + ": " + reducer.preset() + " makes " + merge.rows() + " visual tokens of "
                    + merge.patches() + " patches");
        }
    }

    private static ReducerOptions reducer(VisualizeRequest request) throws IOException {
        Map<String, Object> options = new LinkedHashMap<>();
        request.options().forEach((key, value) -> options.put(OptionNames.ofReducer(key), value));
        @Nullable String name = request.reducer();
        if (name != null) {
            return Reducers.options(name, options);
        }
        if (!options.isEmpty()) {
            throw new IllegalArgumentException("options of a reducer are given, but no reducer; add --reducer");
        }
        try (BaseModel base = BaseModel.open(request.model(), null)) {
            @Nullable JsonNode description = Descriptions.of(base.config(), null);
            @Nullable JsonNode said = description == null ? null : description.get(RunDescription.REDUCER);
            if (said == null) {
                throw new IOException(
                        request.model() + " does not say with which reducer it was trained; give one with --reducer");
            }
            Map<String, Object> map = new ObjectMapper().convertValue(said, new TypeReference<>() {});
            return Reducers.fromMap(map).options();
        }
    }
}
