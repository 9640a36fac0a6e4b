package org.prumerge4j.training.tracking.wandb;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.model.io.AtomicFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Id of a run and the folder of its store, in the layout that {@code wandb sync} knows.
 *
 * @param folder {@code wandb/run-<time>-<id>}, or {@code wandb/offline-run-...}
 */
record RunLocation(String id, Path folder) {
    private static final Logger LOG = LoggerFactory.getLogger(RunLocation.class);
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int ID_LENGTH = 8;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss");
    private static final String LATEST = "latest-run";

    /** Creates the folders of a new run. */
    static RunLocation create(WandbSettings settings, Instant now) throws IOException {
        String id = settings.runId() == null ? randomId() : settings.runId();
        String prefix = settings.mode() == WandbMode.ONLINE ? "run-" : "offline-run-";
        Path parent = settings.folder().resolve("wandb");
        Files.createDirectories(parent);
        Path folder = newFolder(parent, prefix, id, now);
        Files.createDirectory(folder.resolve("logs"));
        RunLocation location = new RunLocation(id, folder);
        Files.createDirectory(location.files());
        location.markLatest();
        return location;
    }

    /** Named by the time; by a later one if a clock that was set back gives the name of an earlier run. */
    private static Path newFolder(Path parent, String prefix, String id, Instant now) throws IOException {
        Instant time = now;
        while (true) {
            Path folder = parent.resolve(prefix + TIME.format(time.atZone(ZoneId.systemDefault())) + "-" + id);
            try {
                return Files.createDirectory(folder);
            } catch (FileAlreadyExistsException e) {
                LOG.debug("{} is there already", folder);
                time = time.plusSeconds(1);
            }
        }
    }

    /** The run that a file remembers; {@code null} if there is no file or no run any more. */
    static @Nullable RunLocation recall(Path memory) throws IOException {
        if (!Files.isRegularFile(memory)) {
            return null;
        }
        JsonNode json = Json.parse(Files.readString(memory));
        Path folder = memory.toAbsolutePath().resolveSibling(json.path("folder").asText());
        RunLocation location = new RunLocation(json.path("id").asText(), folder);
        if (!Files.isRegularFile(location.store())) {
            LOG.warn("W&B: {} names the run {}, but there is no {}", memory, location.id, location.store());
            return null;
        }
        return location;
    }

    /** Remembers this run in a file, its folder relative to the file if it is below. */
    void remember(Path memory) throws IOException {
        Path base = memory.toAbsolutePath().getParent();
        Path path = base != null && folder.startsWith(base) ? base.relativize(folder) : folder;
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("folder", path.toString().replace('\\', '/'));
        new AtomicFiles().writeFile(memory, (Json.text(json) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    Path store() {
        return folder.resolve("run-" + id + ".wandb");
    }

    /** Files that belong to the run, uploaded under their path below this folder. */
    Path files() {
        return folder.resolve("files");
    }

    /** What to say about a run that is not, or not wholly, on the server. */
    String howToSync() {
        return "wandb sync " + folder;
    }

    /** Makes {@code wandb sync} send the run again: its marks say that it did. */
    void forgetSync() throws IOException {
        Files.deleteIfExists(folder.resolve(store().getFileName() + ".synced"));
        Files.deleteIfExists(folder.resolve(store().getFileName() + ".syncstate"));
    }

    private void markLatest() {
        Path link = folder.resolveSibling(LATEST);
        try {
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, folder.getFileName());
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("{} cannot be made: {}", link, e.toString());
        }
    }

    private static String randomId() {
        SecureRandom random = new SecureRandom();
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < ID_LENGTH; i++) {
            id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return id.toString();
    }
}
