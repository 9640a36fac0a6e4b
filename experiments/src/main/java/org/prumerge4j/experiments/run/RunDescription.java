package org.prumerge4j.experiments.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.lora.LoraOptions;
import org.prumerge4j.training.checkpoint.TrainingState;

/** What an exported checkpoint says of how it came to be: the section {@code prumerge} of its {@code config.json}. */
final class RunDescription {
    /** Name of the section. */
    static final String SECTION = "prumerge";
    /** Key of the reducer's description in the section. */
    static final String REDUCER = "reducer";

    private static final int FORMAT = 1;

    private RunDescription() {}

    static JsonNode of(Experiment experiment, TrainingState state, String baseHash) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode section = mapper.createObjectNode();
        section.put("format", FORMAT);
        section.put("experiment", experiment.name());
        section.put("seed", experiment.seed());
        section.set(
                REDUCER,
                mapper.valueToTree(
                        TrainingSettings.reducer(experiment.reducer()).toMap()));
        LoraOptions lora = TrainingSettings.lora(experiment);
        section.set("lora", lora == null ? mapper.nullNode() : mapper.valueToTree(lora(lora)));
        section.put("base_sha256", baseHash);
        section.put("steps", state.step());
        section.put("samples", state.totals().samples());
        section.put("supervised_tokens", state.totals().supervisedTokens());
        return section;
    }

    static Map<String, Object> lora(LoraOptions options) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("rank", options.rank());
        map.put("alpha", options.alpha());
        map.put("dropout", options.dropout());
        map.put("rank_stabilised", options.rankStabilised());
        map.put("targets", options.targets());
        return map;
    }
}
