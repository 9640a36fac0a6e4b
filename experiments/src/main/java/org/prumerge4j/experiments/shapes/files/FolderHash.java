package org.prumerge4j.experiments.shapes.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** One hash over all files of a folder. */
public final class FolderHash {
    private FolderHash() {}

    /**
     * SHA-256, in hexadecimal digits, of the lines {@code sha256  path} of all files below a folder but the one named,
     * ordered by path. The same as {@code find . -type f ! -name world.json | sed 's|^./||' | LC_ALL=C sort | xargs
     * sha256sum | sha256sum}.
     */
    public static String of(Path folder, String except) throws IOException {
        List<String> paths;
        try (Stream<Path> files = Files.walk(folder)) {
            paths = files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .filter(path -> !path.equals(except))
                    .sorted()
                    .toList();
        }
        List<String> lines = Parallel.map(
                paths.size(),
                index -> sha256(Files.readAllBytes(folder.resolve(paths.get(index)))) + "  " + paths.get(index) + "\n");
        return sha256(String.join("", lines).getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
