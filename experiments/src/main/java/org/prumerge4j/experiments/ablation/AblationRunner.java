package org.prumerge4j.experiments.ablation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.ablation.Stages.Answered;
import org.prumerge4j.experiments.cli.Console;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.model.io.AtomicFiles;
import org.prumerge4j.model.io.StrictJson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the runs of an ablation that are not there yet. A run is there if its JSON file has the hash of what is asked for;
 * such files are never written again. Whatever else an earlier start left is used if it belongs to the same hash, and
 * removed if not: so stopping anywhere and starting again ends with the same scores.
 */
public final class AblationRunner {
    private static final Logger LOG = LoggerFactory.getLogger(AblationRunner.class);

    private final Ablation ablation;
    private final AblationFolder folder;
    private final TuningExperiments experiments;
    private final Stages stages;
    private final Console console;
    private final AtomicFiles files = new AtomicFiles();
    private final Map<String, String> failedTunings = new HashMap<>();

    AblationRunner(Ablation ablation, Path output, TuningExperiments experiments, Stages stages, Console console) {
        this.ablation = ablation;
        this.folder = new AblationFolder(output);
        this.experiments = experiments;
        this.stages = stages;
        this.console = console;
    }

    /**
     * Makes all runs.
     *
     * @throws IOException once all others are made, if a run failed; naming those
     */
    public static void run(Ablation ablation, Path output, Console console) throws IOException {
        TuningExperiments experiments = new TuningExperiments(ablation);
        Stages stages = new LlavaStages(ablation, experiments.base());
        new AblationRunner(ablation, output, experiments, stages, console).run();
    }

    void run() throws IOException {
        List<AblationRun> runs = RunMatrix.expand(ablation);
        try (FileChannel lock = folder.lock()) {
            LOG.debug("locked {}", lock);
            AblationData data =
                    AblationData.prepare(ablation, experiments.base().data(), folder);
            RunRecords records = new RunRecords(
                    ablation,
                    experiments,
                    data,
                    Fingerprint.ofModel(experiments.base().model()));
            files.writeFile(folder.summary(), StrictJson.format(records.summary()));
            int failures = 0;
            for (int i = 0; i < runs.size(); i++) {
                String place = (i + 1) + "/" + runs.size() + " ";
                failures += make(runs.get(i), records, data, place) ? 0 : 1;
            }
            if (failures > 0) {
                throw new IOException(failures + " of " + runs.size() + " runs failed, see "
                        + folder.failure("*").getParent() + "; start again to retry them");
            }
        }
    }

    /** Makes a run if need be; false if it failed. */
    private boolean make(AblationRun run, RunRecords records, AblationData data, String place) throws IOException {
        String fingerprint = records.fingerprint(run);
        if (isFinished(folder.run(run.name()), fingerprint)) {
            console.line(place + run.name() + ": finished before");
            return true;
        }
        try {
            ObjectNode record = finish(run, records, data, fingerprint);
            files.writeFile(folder.run(run.name()), StrictJson.format(record));
            Files.deleteIfExists(folder.failure(run.name()));
            console.line(place + run.name() + ": " + RunRecords.describe(record));
            return true;
        } catch (StoppedException e) {
            throw e;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            LOG.debug("{} failed", run.name(), e);
            files.writeFile(folder.failure(run.name()), StrictJson.format(RunRecords.failure(run, fingerprint, e)));
            console.line(place + run.name() + ": failed: " + e.getMessage());
            return false;
        }
    }

    private ObjectNode finish(AblationRun run, RunRecords records, AblationData data, String fingerprint)
            throws IOException {
        @Nullable TuningRun tuning = run.tuning();
        @Nullable ObjectNode tuned = tuning == null ? null : tuned(tuning, records, data);
        Path answers = folder.answers(run.name());
        claim(answers, fingerprint);
        PeakMemory.reset();
        @Nullable
        Path adapter = tuning == null ? null : folder.tuning(tuning.name()).resolve(LlavaStages.ADAPTER);
        Answered answered = stages.answer(run, adapter, data, answers);
        @Nullable Long peak = PeakMemory.bytes();
        List<JsonNode> pictures = tuning == null ? stages.pictures(run, data) : List.of();
        return records.finished(run, fingerprint, tuned, answered, peak, pictures);
    }

    /** The record of a tuning, which is made if need be. */
    private ObjectNode tuned(TuningRun tuning, RunRecords records, AblationData data) throws IOException {
        @Nullable String failed = failedTunings.get(tuning.name());
        if (failed != null) {
            throw new IOException(failed);
        }
        String fingerprint = records.fingerprint(tuning);
        Path record = folder.tuned(tuning.name());
        if (isFinished(record, fingerprint)) {
            return StrictJson.readObject(record);
        }
        Path output = folder.tuning(tuning.name());
        claim(output, fingerprint);
        Experiment experiment = experiments.of(tuning, data, folder);
        PeakMemory.reset();
        try {
            ObjectNode made =
                    records.tuned(tuning, fingerprint, experiment, stages.tune(experiment), PeakMemory.bytes());
            files.writeFile(record, StrictJson.format(made));
            return made;
        } catch (StoppedException e) {
            throw e;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            failedTunings.put(tuning.name(), "tuning " + tuning.name() + " failed: " + e.getMessage());
            throw e;
        }
    }

    private static boolean isFinished(Path record, String fingerprint) {
        try {
            return Files.isRegularFile(record)
                    && StrictJson.readObject(record)
                            .path(RunRecords.FINGERPRINT)
                            .asText()
                            .equals(fingerprint);
        } catch (IOException e) {
            LOG.warn("{} is not readable and is made again: {}", record, e.getMessage());
            return false;
        }
    }

    /** Keeps what is in a folder if it was begun for the same fingerprint, and removes it if not. */
    private void claim(Path output, String fingerprint) throws IOException {
        Path mark = output.resolveSibling(output.getFileName() + ".fingerprint");
        if (!Files.isRegularFile(mark) || !Files.readString(mark).strip().equals(fingerprint)) {
            FileUtils.deleteDirectory(output.toFile());
            Files.createDirectories(output);
            files.writeFile(mark, (fingerprint + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }
}
