package org.prumerge4j.experiments.schema;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.yaml.Checks;
import org.prumerge4j.experiments.yaml.CrossChecked;
import org.prumerge4j.experiments.yaml.Key;

/** One experiment: what is trained, on what, how, and what comes out. Bound from YAML by {@link ExperimentReader}. */
public record Experiment(
        @Key(help = "Name of the experiment: letters, digits, '.', '-' and '_'.") String name,
        @Key(
                        help = "Folder that the relative paths of this file start from, itself relative to this file.",
                        byDefault = ".")
                Path root,
        @Key(help = "Seed of adapter initialisation, dropout and shuffling.", byDefault = "42") long seed,
        @Key(help = "Checkpoints to start from.") ModelSection model,
        @Key(help = "Instruction data and how it becomes tokens.") DataSection data,
        @Key(help = "Which visual tokens the language model sees.") ReducerSection reducer,
        @Key(help = "Visual tokens kept on disk, in 16 bits; left out = images are encoded in every run and epoch.")
                @Nullable
                CacheSection cache,
        @Key(help = "Low-rank adapters on the language model; left out = only the projector is trained.") @Nullable
                LoraSection lora,
        @Key(help = "Optimiser.", byDefault = "{}") OptimizerSection optimizer,
        @Key(help = "Learning-rate schedule.", byDefault = "{}") ScheduleSection schedule,
        @Key(help = "Length of the run, batches, checkpoints, logging.", byDefault = "{}") TrainingSection training,
        @Key(help = "Loss on records that are not trained on; left out = none.") @Nullable ValidationSection validation,
        @Key(help = "Warning about a loss that stays high; left out = none.") @Nullable AlarmSection alarm,
        @Key(help = "Where the numbers of the run go besides metrics.jsonl.", byDefault = "{}")
                TrackingSection tracking,
        @Key(help = "Folder that receives checkpoints, metrics and exports of this run.") Path output,
        @Key(help = "What is written when training ends.", byDefault = "[]") List<ExportSection> export,
        @Key(help = "How answers are generated.", byDefault = "{}") GenerationSection generation,
        @Key(help = "What the trained model is asked at last.", byDefault = "{}") DemoSection demo)
        implements CrossChecked {
    private static final String NAME_PATTERN = "[A-Za-z0-9][A-Za-z0-9._-]*";

    /** Disabled sections count as left out; the list of exports is copied. */
    public Experiment {
        cache = cache != null && cache.enabled() ? cache : null;
        lora = lora != null && lora.enabled() ? lora : null;
        export = List.copyOf(export);
    }

    @Override
    public void check(Checks checks) {
        if (!name.matches(NAME_PATTERN)) {
            checks.reject(
                    "name",
                    "found '" + name
                            + "', expected letters, digits, '.', '-' and '_', starting with one of the first two");
        }
        if (lora == null && optimizer.projectorLearningRate() != null && optimizer.projectorLearningRate() == 0) {
            checks.reject(
                    "optimizer.projector-learning-rate",
                    "0 freezes the projector and there is no 'lora' section: nothing would be trained");
        }
        for (int i = 0; i < export.size(); i++) {
            if (export.get(i).layout() == ExportLayout.PEFT && lora == null) {
                checks.reject(
                        "export[" + i + "].layout",
                        "'peft' writes an adapter, but there is no 'lora' section to train one");
            }
        }
    }
}
