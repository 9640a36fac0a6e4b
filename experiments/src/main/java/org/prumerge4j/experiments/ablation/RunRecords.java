package org.prumerge4j.experiments.ablation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.ablation.Stages.Answered;
import org.prumerge4j.experiments.ablation.Stages.Tuned;
import org.prumerge4j.experiments.evaluation.Score;
import org.prumerge4j.experiments.evaluation.ScoreReport;
import org.prumerge4j.experiments.run.TrainingSettings;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.schema.ReducerSection;
import org.prumerge4j.experiments.yaml.YamlWriter;
import org.prumerge4j.model.io.StrictJson;

/**
 * The JSON files of an ablation. No file has a path of the machine in it, nor a date; seconds and bytes are under
 * {@value #MEASURED}, so that two files of the same run differ there alone.
 */
final class RunRecords {
    /** Key of the hash of everything that a result depends on. */
    static final String FINGERPRINT = "fingerprint";
    /** Key of what differs from one time to the next. */
    static final String MEASURED = "measured";

    private static final int FORMAT = 1;
    private static final int POINTS_OF_A_CURVE = 100;
    private static final double PERCENT = 100;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Ablation ablation;
    private final TuningExperiments experiments;
    private final AblationData data;
    private final String model;
    private final Costs costs;

    /** @param model hash of the model */
    RunRecords(Ablation ablation, TuningExperiments experiments, AblationData data, String model) throws IOException {
        this.ablation = ablation;
        this.experiments = experiments;
        this.data = data;
        this.model = model;
        this.costs = Costs.of(experiments.base());
    }

    /** What the report needs to know besides the runs. */
    ObjectNode summary() {
        ObjectNode summary = StrictJson.object();
        summary.put("format", FORMAT);
        summary.put("name", ablation.name());
        summary.put("description", ablation.description());
        ArrayNode groups = summary.putArray("groups");
        Set<String> named = new HashSet<>();
        for (AblationRun run : RunMatrix.expand(ablation)) {
            if (named.add(run.group())) {
                ObjectNode group = groups.addObject();
                group.put("name", run.group()).put("reducer", run.label()).put("tuned", run.tuning() != null);
                if (run.tunedWith() != null) {
                    group.put("tuned_with", run.tunedWith());
                }
            }
        }
        ArrayNode tables = summary.putArray("tables");
        ablation.tables().forEach(table -> tables.add(MAPPER.<JsonNode>valueToTree(YamlWriter.tree(table))));
        ObjectNode chance = summary.putObject("chance");
        data.chance().forEach((family, share) -> chance.put(family, share * PERCENT));
        return summary;
    }

    /** Hash of everything that the answers of a run depend on. */
    String fingerprint(AblationRun run) throws IOException {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("format", FORMAT);
        tree.put("reducer", options(run.reducer()));
        tree.put("tuning", run.tuning() == null ? "" : fingerprint(run.tuning()));
        tree.put("benchmarks", ablation.evaluation().benchmarks());
        tree.put("max-new-tokens", ablation.evaluation().maxNewTokens());
        tree.put("data", data.hash());
        tree.put("model", model);
        return Fingerprint.of(tree);
    }

    /** Hash of everything that the adapters of a tuning depend on. */
    String fingerprint(TuningRun tuning) throws IOException {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("format", FORMAT);
        tree.put("reducer", options(tuning.reducer()));
        tree.put("recipe", TuningExperiments.recipe(experiments.base()));
        tree.put("seed", tuning.seed());
        tree.put("data", data.hash());
        tree.put("instructions", String.valueOf(data.instructions().getFileName()));
        tree.put("model", model);
        return Fingerprint.of(tree);
    }

    private static Map<String, Object> options(ReducerSection reducer) {
        return TrainingSettings.reducer(reducer).toMap();
    }

    /** The record of a finished tuning. */
    ObjectNode tuned(
            TuningRun tuning, String fingerprint, Experiment experiment, Tuned tuned, @Nullable Long peakBytes) {
        ObjectNode record = StrictJson.object();
        record.put("format", FORMAT);
        record.put("tuning", tuning.name());
        record.put(FINGERPRINT, fingerprint);
        record.set("reducer", MAPPER.valueToTree(options(tuning.reducer())));
        record.set("recipe", MAPPER.valueToTree(TuningExperiments.recipe(experiment)));
        record.set("loss", MAPPER.valueToTree(thinned(tuned.losses())));
        ObjectNode measured = record.putObject(MEASURED);
        tuned.measured().forEach((key, value) -> measured.set(key, MAPPER.valueToTree(value)));
        measured.put("peak_resident_bytes", peakBytes);
        return record;
    }

    /** Means over so many stretches of the curve, each with its last step. */
    static List<List<Double>> thinned(List<List<Double>> losses) {
        int points = Math.min(POINTS_OF_A_CURVE, losses.size());
        List<List<Double>> thinned = new ArrayList<>();
        for (int i = 0; i < points; i++) {
            List<List<Double>> stretch = losses.subList(i * losses.size() / points, (i + 1) * losses.size() / points);
            double mean = stretch.stream()
                    .mapToDouble(point -> point.get(1))
                    .average()
                    .orElse(Double.NaN);
            thinned.add(List.of(stretch.get(stretch.size() - 1).get(0), mean));
        }
        return thinned;
    }

    /** The record of a finished run. */
    ObjectNode finished(
            AblationRun run,
            String fingerprint,
            @Nullable ObjectNode tuned,
            Answered answered,
            @Nullable Long peakBytes,
            List<JsonNode> pictures) {
        ObjectNode record = StrictJson.object();
        record.put("format", FORMAT);
        record.put("run", run.name());
        record.put("group", run.group());
        record.put(FINGERPRINT, fingerprint);
        record.set("configuration", configuration(run, tuned));
        record.set("versions", MAPPER.valueToTree(Versions.here()));
        record.set("data", MAPPER.valueToTree(data.description()));
        record.putObject("model").put("sha256", model);
        record.set("scores", scores(answered));
        record.putObject("tokens").put("kept", answered.tokensKept()).put("patches", costs.patches());
        ObjectNode flops = record.putObject("flops");
        costs.prefill(answered.tokensKept()).forEach(flops::put);
        ObjectNode measured = record.putObject(MEASURED);
        measured.put("seconds_answering", answered.seconds());
        measured.put("questions", answered.questions());
        measured.put("peak_resident_bytes", peakBytes);
        if (tuned != null) {
            flops.put("tuning", costs.tuning(tuned.path(MEASURED), answered.tokensKept()));
            measured.set("tuning", tuned.path(MEASURED));
            record.set("loss", tuned.path("loss"));
        }
        if (!pictures.isEmpty()) {
            record.putArray("pictures").addAll(pictures);
        }
        return record;
    }

    private ObjectNode configuration(AblationRun run, @Nullable ObjectNode tuned) {
        ObjectNode configuration = StrictJson.object();
        configuration.set("reducer", MAPPER.valueToTree(options(run.reducer())));
        if (tuned != null) {
            ObjectNode tuning = configuration.putObject("tuning");
            tuning.put("seed", run.tuning() == null ? 0 : run.tuning().seed());
            tuning.set("reducer", tuned.path("reducer"));
            tuning.set("recipe", tuned.path("recipe"));
        }
        ObjectNode questions = configuration.putObject("evaluation");
        questions.set("benchmarks", MAPPER.valueToTree(ablation.evaluation().benchmarks()));
        questions.put("max_new_tokens", ablation.evaluation().maxNewTokens());
        return configuration;
    }

    private ObjectNode scores(Answered answered) {
        ObjectNode scores = StrictJson.object();
        Mean mean = new Mean();
        ObjectNode families = StrictJson.object();
        answered.families().forEach((family, score) -> {
            families.putObject(family).put("score", score.value()).put("questions", score.questions());
            // Questions that need no image say nothing about visual tokens.
            if (data.chance().getOrDefault(family, 0.0) < 1) {
                mean.add(score);
            }
        });
        if (mean.families > 0) {
            scores.put("mean", mean.sum / mean.families);
        }
        scores.set("families", families);
        ObjectNode benchmarks = scores.putObject("benchmarks");
        for (ScoreReport report : answered.benchmarks()) {
            benchmarks.set(report.benchmark(), report.json());
        }
        return scores;
    }

    private static final class Mean {
        private double sum;
        private int families;

        private void add(Score score) {
            sum += score.value();
            families++;
        }
    }

    /** The record of a run that failed. */
    static ObjectNode failure(AblationRun run, String fingerprint, Throwable failure) {
        ObjectNode record = StrictJson.object();
        record.put("format", FORMAT);
        record.put("run", run.name());
        record.put(FINGERPRINT, fingerprint);
        record.put("error", failure.getClass().getName());
        record.put("message", String.valueOf(failure.getMessage()));
        ArrayNode where = record.putArray("where");
        StackTraceElement[] trace = failure.getStackTrace();
        for (int i = 0; i < Math.min(trace.length, 10); i++) {
            where.add(trace[i].toString());
        }
        return record;
    }

    /** A finished run in a line. */
    static String describe(JsonNode record) {
        JsonNode mean = record.path("scores").path("mean");
        String score = mean.isNumber() ? String.format(Locale.ROOT, "mean %.1f %%, ", mean.asDouble()) : "";
        return score
                + String.format(
                        Locale.ROOT,
                        "%.1f visual tokens, %d questions in %.0f s",
                        record.path("tokens").path("kept").asDouble(),
                        record.path(MEASURED).path("questions").asInt(),
                        record.path(MEASURED).path("seconds_answering").asDouble());
    }
}
