package org.prumerge4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.prumerge4j.experiments.cli.CommandRunner.Result;

/** Every command of the pages on efficiency and planning runs as it is printed. */
class DocumentedCommandsTest {
    private static final Path ROOT = Path.of(System.getProperty("project.root"));
    private static final String PROGRAM = "./prumerge4j ";

    static Stream<String> commands() throws IOException {
        List<String> commands = new ArrayList<>();
        for (String page : List.of("efficiency.md", "planning.md")) {
            Files.readAllLines(ROOT.resolve("docs").resolve(page)).stream()
                    .filter(line -> line.startsWith(PROGRAM))
                    .map(line -> line.substring(PROGRAM.length()))
                    .forEach(commands::add);
        }
        return commands.stream();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void run(String command) {
        Result result = CommandRunner.run(
                command.replace(" experiments/", " " + ROOT + "/experiments/").split(" "));

        assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
        assertThat(result.out()).isNotBlank();
    }

    @Test
    void areMoreThanAFew() throws IOException {
        assertThat(commands()).hasSizeGreaterThan(7).anyMatch(command -> command.contains("--measure"));
    }
}
