package org.prumerge4j.experiments.ablation;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.prumerge4j.data.prompt.PromptTemplate;
import org.prumerge4j.data.sample.SampleEncoder;
import org.prumerge4j.data.tokenizer.Tokenizer;
import org.prumerge4j.data.tokenizer.Tokenizers;
import org.prumerge4j.experiments.efficiency.Bits;
import org.prumerge4j.experiments.efficiency.Hardware;
import org.prumerge4j.experiments.efficiency.LmHead;
import org.prumerge4j.experiments.efficiency.Roofline;
import org.prumerge4j.experiments.efficiency.Workload;
import org.prumerge4j.experiments.plan.ParameterCounts;
import org.prumerge4j.experiments.plan.StepWork;
import org.prumerge4j.experiments.run.BaseModel;
import org.prumerge4j.experiments.run.TrainingSettings;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.model.config.LlavaConfig;

/** Arithmetic of a run, counted from sizes; nothing here is measured. */
final class Costs {
    private static final String QUESTION =
            "What color is the circle?\nAnswer the question using a single word or phrase.";

    private final LlavaConfig config;
    private final ParameterCounts counts;
    private final int textTokens;

    private Costs(LlavaConfig config, ParameterCounts counts, int textTokens) {
        this.config = config;
        this.counts = counts;
        this.textTokens = textTokens;
    }

    static Costs of(Experiment experiment) throws IOException {
        try (BaseModel base = BaseModel.open(experiment.model());
                Tokenizer tokenizer = Tokenizers.load(base.tokenizerFolder())) {
            SampleEncoder encoder = new SampleEncoder(
                    PromptTemplate.VICUNA_V1, tokenizer, experiment.data().maxLength());
            Double rate = experiment.optimizer().projectorLearningRate();
            ParameterCounts counts =
                    ParameterCounts.of(base.config(), TrainingSettings.lora(experiment), rate == null || rate > 0);
            return new Costs(base.config(), counts, encoder.promptIds(QUESTION, true).length - 1);
        }
    }

    int patches() {
        return config.vision().patches();
    }

    /** Operations of the language model from the prompt of a short question to the first token of its answer. */
    Map<String, Double> prefill(double visualTokens) {
        Workload workload = new Workload(config.decoder(), 1, Bits.FP16, LmHead.CURRENT, false);
        long tokens = Math.round(textTokens + visualTokens);
        Map<String, Double> flops = new LinkedHashMap<>();
        flops.put(
                "prefill", new Roofline(workload, Hardware.V100).prefill(tokens).operations());
        flops.put("prefill_text_tokens", (double) textTokens);
        return flops;
    }

    /** Operations of a whole tuning. */
    double tuning(JsonNode measured, double visualTokens) {
        double samples = Math.max(1, measured.path("samples").asDouble());
        double tokens = measured.path("tokens").asDouble() / samples;
        return samples
                * StepWork.of(counts, config.vision(), tokens, visualTokens, 1).total();
    }
}
