package org.prumerge4j.model.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** SHA-256 of files, and lists of them that {@code sha256sum -c} reads. */
public final class Checksums {
    /** Usual name of the list. */
    public static final String NAME = "checksums.sha256";

    private static final int BLOCK = 1 << 20;
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) [ *](.+)");

    private Checksums() {}

    /** SHA-256 of a file's content, as 64 hexadecimal digits. */
    public static String sha256(Path file) throws IOException {
        MessageDigest digest = digest();
        byte[] block = new byte[BLOCK];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                digest.update(block, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** SHA-256 of bytes, as 64 hexadecimal digits. */
    public static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }

    /**
     * Lists all files below a folder in {@code checksums.sha256} inside it.
     *
     * @throws IllegalArgumentException if a file's name holds a line break or a backslash, which a list cannot hold
     */
    public static void writeList(AtomicFiles files, Path folder) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, Path> entry : files(folder).entrySet()) {
            String name = entry.getKey();
            if (name.indexOf('\n') >= 0 || name.indexOf('\r') >= 0 || name.indexOf('\\') >= 0) {
                throw new IllegalArgumentException(
                        "a file name with a line break or backslash cannot be listed: " + name);
            }
            text.append(sha256(entry.getValue())).append("  ").append(name).append('\n');
        }
        files.writeFile(folder.resolve(NAME), text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Checks all files that the folder's list names.
     *
     * @throws CheckpointFormatException naming every file that is missing or differs, or if there is no list
     */
    public static void verify(Path folder) throws IOException {
        Path list = folder.resolve(NAME);
        if (!Files.isRegularFile(list)) {
            throw new CheckpointFormatException(list, "there is no list of checksums");
        }
        List<String> problems = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(list, StandardCharsets.UTF_8)) {
            number++;
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                problems.add("line " + number + " is not \"checksum  name\"");
                continue;
            }
            check(folder, matcher.group(2), matcher.group(1), problems);
        }
        if (!problems.isEmpty()) {
            throw CheckpointFormatException.of(list.toString(), problems);
        }
    }

    private static void check(Path folder, String name, String expected, List<String> problems) throws IOException {
        Path root = folder.toAbsolutePath().normalize();
        Path file = root.resolve(name).normalize();
        if (!file.startsWith(root)) {
            problems.add(name + " lies outside the folder");
        } else if (!Files.isRegularFile(file)) {
            problems.add(name + " is missing");
        } else {
            String actual = sha256(file);
            if (!actual.equals(expected)) {
                problems.add(name + " has SHA-256 " + actual + ", the list says " + expected
                        + ": it was changed or damaged after it was written");
            }
        }
    }

    private static Map<String, Path> files(Path folder) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            paths.filter(Files::isRegularFile).forEach(path -> {
                String name = folder.relativize(path)
                        .toString()
                        .replace(path.getFileSystem().getSeparator(), "/");
                if (!name.equals(NAME)) {
                    files.put(name, path);
                }
            });
        }
        return files;
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
