package org.prumerge4j.training.tracking.wandb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passwords by machine, as ftp, curl and {@code wandb login} keep them. */
final class Netrc {
    private static final Logger LOG = LoggerFactory.getLogger(Netrc.class);
    private static final List<String> NAMES = List.of(".netrc", "_netrc");

    private Netrc() {}

    /** The password for a machine; {@code null} if no file of the home folder has one. */
    static @Nullable String password(Path home, String machine) {
        for (String name : NAMES) {
            Path file = home.resolve(name);
            if (Files.isRegularFile(file)) {
                try {
                    return find(words(file), machine);
                } catch (IOException e) {
                    LOG.warn("{} cannot be read ({}); the W&B key is not taken from it", file, e.toString());
                }
            }
        }
        return null;
    }

    private static List<String> words(Path file) throws IOException {
        List<String> words = new ArrayList<>();
        boolean macro = false;
        for (String line : Files.readAllLines(file)) {
            // A macro goes on to the next empty line, and may hold any word.
            macro = line.isBlank() ? false : macro || line.strip().startsWith("macdef");
            String content = line.strip().startsWith("#") ? "" : line;
            for (StringTokenizer tokens = new StringTokenizer(content); !macro && tokens.hasMoreTokens(); ) {
                words.add(tokens.nextToken());
            }
        }
        return words;
    }

    private static @Nullable String find(List<String> words, String machine) {
        boolean wanted = false;
        String fallback = null;
        boolean inDefault = false;
        for (int i = 0; i < words.size(); i++) {
            String next = i + 1 < words.size() ? words.get(i + 1) : "";
            switch (words.get(i)) {
                case "machine" -> {
                    wanted = next.equals(machine);
                    inDefault = false;
                    i++;
                }
                case "default" -> {
                    wanted = false;
                    inDefault = true;
                }
                case "login", "account" -> i++;
                case "password" -> {
                    if (wanted) {
                        return next;
                    }
                    fallback = inDefault ? next : fallback;
                    i++;
                }
                default -> LOG.debug("a word of the netrc file is not understood and passed over");
            }
        }
        return fallback;
    }
}
