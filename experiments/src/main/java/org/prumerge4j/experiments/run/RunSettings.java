package org.prumerge4j.experiments.run;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.yaml.YamlWriter;
import org.prumerge4j.lora.LoraOptions;
import org.prumerge4j.model.io.Checksums;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** An experiment as metrics and checkpoints record it. */
final class RunSettings {
    private RunSettings() {}

    /** What goes into the first record of the metrics. */
    static Map<String, Object> recorded(Experiment experiment) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("name", experiment.name());
        settings.put("seed", experiment.seed());
        settings.put("reducer", TrainingSettings.reducer(experiment.reducer()).toMap());
        LoraOptions lora = TrainingSettings.lora(experiment);
        if (lora != null) {
            settings.put("lora", RunDescription.lora(lora));
        }
        settings.put("experiment", tree(experiment));
        return settings;
    }

    /** The experiment as nested maps, so that tracking services can sort and filter runs by every key. */
    private static Object tree(Experiment experiment) {
        LoadSettings settings =
                LoadSettings.builder().setSchema(new CoreSchema()).build();
        return new Load(settings).loadFromString(YamlWriter.write(experiment));
    }

    /**
     * A hash of everything that changes numbers and that the checkpoint does not compare anyway. Paths are not in it: a
     * run may move to another folder.
     */
    static String hash(Experiment experiment) {
        String rounding = experiment.cache() == null ? "" : "\nvisual tokens rounded to 16 bits";
        String text = String.join(
                        "\n",
                        experiment.data().template().toString(),
                        experiment.data().aspectRatio().toString(),
                        Integer.toString(experiment.data().maxLength()),
                        TrainingSettings.reducer(experiment.reducer()).toMap().toString(),
                        String.valueOf(TrainingSettings.lora(experiment)),
                        experiment.optimizer().toString())
                + rounding;
        return Checksums.sha256(text.getBytes(StandardCharsets.UTF_8));
    }
}
