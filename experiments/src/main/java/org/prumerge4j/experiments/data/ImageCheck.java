package org.prumerge4j.experiments.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.prumerge4j.data.image.ImageHeader;
import org.prumerge4j.data.image.ImageReader;

/** Looks at image files; several threads may share one. */
final class ImageCheck {
    /** What can be said about an image. */
    record Problem(FindingKind kind, String detail) {}

    private static final List<String> OTHER_ENDINGS =
            List.of("jpg", "jpeg", "png", "gif", "webp", "JPG", "JPEG", "PNG");

    private final Path folder;
    private final boolean headersOnly;
    private final ImageReader reader = new ImageReader();
    private final Map<String, Boolean> subFolders = new ConcurrentHashMap<>();

    /** @param headersOnly whether to leave the pixels alone */
    ImageCheck(Path folder, boolean headersOnly) {
        this.folder = folder;
        this.headersOnly = headersOnly;
    }

    /** Sub-sets among those asked about whose folders are not there. */
    Set<String> missingFolders() {
        Set<String> missing = ConcurrentHashMap.newKeySet();
        subFolders.forEach((name, exists) -> {
            if (!exists) {
                missing.add(name);
            }
        });
        return missing;
    }

    /** Whether the folder of a sub-set is there. */
    boolean hasFolder(String subSet) {
        return subFolders.computeIfAbsent(
                subSet, name -> !SubSet.isFolder(name) || Files.isDirectory(folder.resolve(name)));
    }

    /** What is wrong with an image; empty if nothing is. */
    List<Problem> check(String image) {
        Path file;
        try {
            file = folder.resolve(image);
        } catch (InvalidPathException e) {
            return List.of(new Problem(FindingKind.MISSING_IMAGE, "no file can have this name: " + e.getMessage()));
        }
        if (!Files.isRegularFile(file)) {
            return List.of(new Problem(FindingKind.MISSING_IMAGE, missing(file)));
        }
        List<Problem> problems = new ArrayList<>();
        try {
            ImageHeader header = reader.header(file);
            if (!header.fits(file)) {
                problems.add(new Problem(
                        FindingKind.WRONG_EXTENSION,
                        file + " is a " + header.format() + " file; it is read as what it is"));
            }
            if (!headersOnly) {
                reader.read(file);
            }
        } catch (IOException e) {
            problems.add(new Problem(FindingKind.CORRUPT_IMAGE, String.valueOf(e.getMessage())));
        }
        return problems;
    }

    private String missing(Path file) {
        if (Files.exists(file)) {
            return file + " is not a file";
        }
        String name = String.valueOf(file.getFileName());
        String stem = name.contains(".") ? name.substring(0, name.lastIndexOf('.') + 1) : name + ".";
        for (String ending : OTHER_ENDINGS) {
            Path other = file.resolveSibling(stem + ending);
            if (Files.isRegularFile(other)) {
                return "there is no " + file + ", but " + other + ": rename it, the content tells its format";
            }
        }
        return "there is no " + file;
    }
}
