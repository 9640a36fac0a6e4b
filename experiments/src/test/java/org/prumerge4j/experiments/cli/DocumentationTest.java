package org.prumerge4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that README and documentation tell people to type. */
class DocumentationTest {
    private static final Path ROOT =
            Path.of(System.getProperty("project.root", "..")).toAbsolutePath().normalize();
    private static final Pattern COMMAND =
            Pattern.compile("(?m)^(?:\\s*|.*`)\\./prumerge4j ([^`\\n]*?)(?:\\s+#[^`\\n]*)?(?:`.*)?$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)\\)");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    @TempDir
    private Path folder;

    static Stream<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(Stream.of(ROOT.resolve("README.md")), docs.filter(page -> page.toString()
                            .endsWith(".md")))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyCommandIsSpelledAsTheProgramUnderstandsIt(Path page) throws IOException {
        for (String command : commands(page)) {
            assertThatCode(() -> Main.commandLine().parseArgs(words(command).toArray(String[]::new)))
                    .as("%s: %s", page.getFileName(), command)
                    .doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkedFileExists(Path page) throws IOException {
        Matcher links = LINK.matcher(Files.readString(page));
        while (links.find()) {
            if (!links.group(1).startsWith("http")) {
                assertThat(page.resolveSibling(links.group(1))).exists();
            }
        }
    }

    @Test
    void everyFileOfThisRepositoryThatACommandNamesExists() throws IOException {
        for (Path page : pages().toList()) {
            for (String command : commands(page)) {
                for (String word : words(command)) {
                    if (word.startsWith("experiments/")) {
                        assertThat(ROOT.resolve(word))
                                .as("%s: %s", page.getFileName(), command)
                                .exists();
                    }
                }
            }
        }
    }

    /** What the pages on experiments and checkpoints say one after another, from the demo's run to an answer. */
    @Test
    void commandsAboutRunsAndCheckpointsWork() throws IOException {
        run("train experiments/configs/demo/demo.yaml training.max-steps=2 output=runs/demo");
        List<String> commands = new ArrayList<>(commands(ROOT.resolve("docs/experiments.md")));
        commands.addAll(commands(ROOT.resolve("docs/checkpoints.md")));
        assertThat(commands).hasSizeGreaterThan(7);
        for (String command : commands) {
            run(command.replace("training.max-steps=20", "training.max-steps=2"));
        }
        String answer = run("generate exported/llava-hf \"What color is the ring?\""
                + " --image experiments/demo/data/images/train-01.png --max-new-tokens 4");
        assertThat(answer).isNotBlank();
    }

    /** What the pages on the feature cache, the first stage and validation say, one after another. */
    @ParameterizedTest
    @ValueSource(strings = {"cache.md", "pretraining.md", "recipe.md"})
    void commandsOfTasksWork(String page) throws IOException {
        List<String> commands = commands(ROOT.resolve("docs").resolve(page));
        assertThat(commands).isNotEmpty();
        for (String command : commands) {
            run(command.replace("training.max-steps=20", "training.max-steps=2")
                    .replace("every: 10", "every: 1")
                    .replace("step-000020", "step-000002"));
        }
    }

    private String run(String command) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> words = words(command).stream()
                .map(word -> word.replaceFirst("^(experiments/)", ROOT + "/$1")
                        .replaceFirst("^([a-z.-]+=)?(runs|exported)/", "$1" + folder + "/$2/"))
                .toList();
        int code = Main.run(new PrintWriter(out), new PrintWriter(err), words.toArray(String[]::new));
        assertThat(code).as("%s: %s", command, err).isZero();
        return out.toString();
    }

    private static List<String> commands(Path page) throws IOException {
        List<String> commands = new ArrayList<>();
        Matcher matcher = COMMAND.matcher(Files.readString(page));
        while (matcher.find()) {
            if (!matcher.group(1).startsWith("...")) {
                commands.add(matcher.group(1).strip());
            }
        }
        return commands;
    }

    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(command);
        while (matcher.find()) {
            words.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
        }
        return words;
    }
}
