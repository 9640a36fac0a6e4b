package org.prumerge4j.experiments.yaml;

import java.nio.file.Path;

/** How paths in configurations are spelt. */
public final class Paths {
    private static final String HOME = "~";

    private Paths() {}

    /**
     * The path a text stands for: a leading {@code ~/} is the user's home, other relative paths start at the folder.
     *
     * @throws java.nio.file.InvalidPathException if this system cannot represent it
     */
    public static Path resolve(String text, Path folder) {
        if (text.equals(HOME) || text.startsWith(HOME + "/")) {
            String home = System.getProperty("user.home");
            return Path.of(home, text.substring(HOME.length())).normalize();
        }
        return folder.resolve(text).normalize();
    }
}
