package org.prumerge4j.training.checkpoint;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import org.prumerge4j.model.io.AtomicFiles;
import org.prumerge4j.model.io.Checksums;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of one run: a folder with {@code step-000123/} for every checkpoint kept, each holding its parts,
 * {@code training_state.json} and {@code checksums.sha256} over all of them, which {@code sha256sum -c} reads too.
 *
 * <p>A checkpoint appears under its name only when it is complete and on the disk. One run at a time may use a folder.
 */
public final class Checkpoints {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
    private static final Pattern NAME = Pattern.compile("step-(\\d{6,})");
    private static final Pattern LEFTOVER = Pattern.compile("\\.(step-\\d{6,})\\.(?:tmp|old)-.*");

    private final Path folder;
    private final int keepLast;
    private final AtomicFiles files = new AtomicFiles();
    private final Set<Path> damaged = new HashSet<>();
    private long best;

    /**
     * The checkpoints in a folder.
     *
     * @param folder usually {@code runs/<name>/checkpoints}; created when the first checkpoint is saved
     * @param keepLast how many to keep, at least 1
     */
    public Checkpoints(Path folder, int keepLast) {
        if (keepLast < 1) {
            throw new IllegalArgumentException("keeping the last " + keepLast + " checkpoints; keep at least 1");
        }
        this.folder = folder;
        this.keepLast = keepLast;
    }

    /** Folder of the checkpoint of a step, whether it exists or not. */
    public Path folderOf(long step) {
        return folder.resolve(String.format(Locale.ROOT, "step-%06d", step));
    }

    /**
     * Keeps the checkpoint of a step, the best so far, besides the last ones.
     *
     * @param step 0 for none
     */
    public void keep(long step) {
        best = step;
    }

    /**
     * Saves a checkpoint, then deletes those no longer kept: all but the last ones and the best, those that {@link #latest} found
     * damaged, and those of later steps, which belong to a course of the run that was given up when it went back to an earlier checkpoint.
     *
     * @return its folder
     * @throws CheckpointSaveException if it cannot be written; all earlier checkpoints are unchanged then
     */
    public Path save(TrainingState state, List<CheckpointPart> parts) throws IOException {
        Path target = folderOf(state.step());
        damaged.remove(target);
        try {
            files.writeFolder(target, staging -> {
                for (CheckpointPart part : parts) {
                    write(part, staging);
                }
                state.write(staging.resolve(TrainingState.FILE));
                Checksums.writeList(files, staging);
            });
        } catch (IOException e) {
            long bytes = parts.stream().mapToLong(CheckpointPart::bytes).sum();
            throw new CheckpointSaveException(target, bytes, e);
        }
        prune(state.step());
        return target;
    }

    private static void write(CheckpointPart part, Path staging) throws IOException {
        Path target = staging.resolve(part.name()).normalize();
        if (!target.startsWith(staging) || target.equals(staging)) {
            throw new IllegalArgumentException("the part " + part.name() + " is not inside the checkpoint");
        }
        if (Files.exists(target)) {
            throw new FileAlreadyExistsException(part.name() + " is in the checkpoint twice");
        }
        PathUtils.createParentDirectories(target);
        part.content().writeTo(target);
    }

    /**
     * The newest checkpoint that is complete and whose checksums agree. Damaged ones are skipped with a warning; what a
     * killed process left half written is removed.
     *
     * @return nothing if there is no checkpoint at all
     * @throws IOException if there are checkpoints but all are damaged, naming what is wrong with each
     */
    public Optional<Checkpoint> latest() throws IOException {
        recover();
        List<String> problems = new ArrayList<>();
        for (Path candidate : found().descendingMap().values()) {
            try {
                Checkpoint checkpoint = open(candidate);
                if (!problems.isEmpty()) {
                    LOG.warn("using the earlier checkpoint {}", candidate);
                }
                return Optional.of(checkpoint);
            } catch (IOException e) {
                LOG.warn("skipping damaged checkpoint {}: {}", candidate, e.getMessage());
                damaged.add(candidate);
                problems.add(candidate.getFileName() + ": " + e.getMessage());
            }
        }
        if (problems.isEmpty()) {
            return Optional.empty();
        }
        throw new IOException("every checkpoint in " + folder + " is damaged: " + String.join("; ", problems)
                + ". Restore one from a backup, or start a new run in another folder");
    }

    /**
     * A given checkpoint, verified.
     *
     * @throws IOException if it is incomplete or damaged
     */
    public static Checkpoint open(Path checkpoint) throws IOException {
        Checksums.verify(checkpoint);
        TrainingState state = TrainingState.read(checkpoint.resolve(TrainingState.FILE));
        return new Checkpoint(checkpoint, state);
    }

    /** Steps of which there is a checkpoint, complete or not, ascending. */
    public List<Long> steps() throws IOException {
        return List.copyOf(found().keySet());
    }

    private void recover() throws IOException {
        for (Path entry : entries()) {
            Matcher leftover = LEFTOVER.matcher(String.valueOf(entry.getFileName()));
            if (leftover.matches()) {
                files.recoverFolder(folder.resolve(leftover.group(1)));
            }
        }
    }

    private void prune(long saved) {
        try {
            NavigableMap<Long, Path> found = found();
            Set<Path> unwanted = new LinkedHashSet<>(found.tailMap(saved, false).values());
            unwanted.addAll(damaged);
            found.values().removeAll(unwanted);
            found.headMap(saved, true).descendingMap().values().stream()
                    .skip(keepLast)
                    .filter(path -> !path.equals(folderOf(best)))
                    .forEach(unwanted::add);
            for (Path path : unwanted) {
                PathUtils.deleteDirectory(path);
                damaged.remove(path);
                LOG.debug("deleted checkpoint {}", path);
            }
        } catch (IOException e) {
            LOG.warn("cannot delete old checkpoints in {}; delete them by hand", folder, e);
        }
    }

    private NavigableMap<Long, Path> found() throws IOException {
        NavigableMap<Long, Path> found = new TreeMap<>();
        for (Path entry : entries()) {
            Matcher name = NAME.matcher(String.valueOf(entry.getFileName()));
            if (name.matches() && Files.isDirectory(entry)) {
                found.put(Long.parseLong(name.group(1)), entry);
            }
        }
        return found;
    }

    private List<Path> entries() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        }
    }
}
