package org.prumerge4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.experiments.cli.CommandRunner.Result;

class ShapesCommandTest {
    private static final Path PAGE = Path.of(System.getProperty("project.root"), "docs", "shapes.md");
    private static final String PROGRAM = "./prumerge4j ";

    @TempDir
    private Path folder;

    @Test
    void writesAWorldAndSaysWhatIsInIt() {
        Path target = folder.resolve("world");

        Result result = CommandRunner.run(
                "shapes", "--to", target.toString(), "--seed", "3", "--train", "4", "--validation", "0", "--test", "2");

        assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
        assertThat(result.out())
                .contains(target.resolve("train.json") + ": ")
                .containsPattern("pope: \\d+ questions")
                .containsPattern("sha256 [0-9a-f]{64}");
        assertThat(target.resolve("images/train/000003.png")).exists();
        assertThat(target.resolve("validation")).doesNotExist();
    }

    @Test
    void sizesThatCannotBeAreBadInput() {
        Result result = CommandRunner.run("shapes", "--to", folder.resolve("x").toString(), "--test", "-5");

        assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(result.err()).contains("-5 test scenes, expected 0 to 1000000");
    }

    @Test
    void aFolderWithOtherThingsIsLeftAlone() throws IOException {
        Files.writeString(folder.resolve("notes.txt"), "mine");

        Result result = CommandRunner.run("shapes", "--to", folder.toString(), "--train", "1");

        assertThat(result.code()).isEqualTo(ExitCode.RUN_FAILED);
        assertThat(result.err()).contains("choose another folder");
        assertThat(folder.resolve("notes.txt")).hasContent("mine");
    }

    @Test
    void commandsOfThePageRun() throws IOException {
        List<String> commands = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith(PROGRAM))
                .toList();

        assertThat(commands).isNotEmpty();
        for (String command : commands) {
            List<String> arguments =
                    new ArrayList<>(List.of(command.substring(PROGRAM.length()).split(" ")));
            int to = arguments.indexOf("--to") + 1;
            arguments.set(to, folder.resolve(arguments.get(to)).toString());
            // As the page has it, but no larger than a test has time for.
            for (String size : List.of("--train", "--validation", "--test")) {
                int at = arguments.indexOf(size);
                if (at >= 0) {
                    arguments.subList(at, at + 2).clear();
                }
                arguments.addAll(List.of(size, "2"));
            }
            Result result = CommandRunner.run(arguments.toArray(String[]::new));
            assertThat(result.code()).as(command + "\n" + result.err()).isEqualTo(ExitCode.OK);
        }
    }
}
