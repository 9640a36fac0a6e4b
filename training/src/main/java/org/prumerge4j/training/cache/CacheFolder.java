package org.prumerge4j.training.cache;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;

/**
 * A feature cache as a whole: a folder with one folder for each way of making tokens.
 *
 * @param path where it is
 */
public record CacheFolder(Path path) {
    /** The file in each folder that says what its tokens are made with. */
    static final String DESCRIPTION = "cache.json";

    private static final Pattern NAME = Pattern.compile("tokens-[0-9a-f]{32}");
    private static final int NAME_DIGITS = 32;

    /**
     * The tokens made in one way.
     *
     * @param path their folder
     * @param bytes size of all its files
     * @param description what they are made with, as JSON on one line
     */
    public record Part(Path path, long bytes, String description) {}

    /** Folder of the tokens of an identity, whether it exists or not. */
    public Path of(CacheIdentity identity) {
        return path.resolve("tokens-" + identity.hash().substring(0, NAME_DIGITS));
    }

    /** All parts there are. */
    public List<Part> parts() throws IOException {
        List<Part> parts = new ArrayList<>();
        for (Path folder : folders()) {
            Path description = folder.resolve(DESCRIPTION);
            String text = Files.isRegularFile(description)
                    ? new ObjectMapper().readTree(description.toFile()).toString()
                    : "no description";
            parts.add(new Part(folder, bytes(folder), text));
        }
        return parts;
    }

    /** Bytes of all files of the cache. */
    public long bytes() throws IOException {
        long bytes = 0;
        for (Path folder : folders()) {
            bytes += bytes(folder);
        }
        return bytes;
    }

    /**
     * Deletes a part. A run that is using it goes on, and computes anew what it does not find.
     *
     * @throws IllegalArgumentException if it is no part of this cache
     */
    public void delete(Part part) throws IOException {
        if (!path.equals(part.path().getParent()) || !isPart(part.path())) {
            throw new IllegalArgumentException(part.path() + " is no part of the feature cache " + path);
        }
        PathUtils.deleteDirectory(part.path());
    }

    private List<Path> folders() throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.filter(CacheFolder::isPart).sorted().toList();
        }
    }

    private static boolean isPart(Path folder) {
        return NAME.matcher(String.valueOf(folder.getFileName())).matches() && Files.isDirectory(folder);
    }

    private static long bytes(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files = entries.toList();
        } catch (NoSuchFileException e) {
            return 0;
        }
        long bytes = 0;
        for (Path file : files) {
            bytes += bytesOfFile(file);
        }
        return bytes;
    }

    private static long bytesOfFile(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            // Another process deleted or renamed it in the meantime.
            return 0;
        }
    }
}
