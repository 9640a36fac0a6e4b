package org.prumerge4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script, in a folder where Maven and Java are replaced by scripts that tell what they were asked. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    private static final String JAR = "prumerge4j-experiments-0.1.0-SNAPSHOT.jar";
    private static final String BUILDING = "prumerge4j: building (cpu), the first time with downloads ...\n";

    @TempDir
    Path folder;

    private Path home;
    private Path source;

    private record Outcome(int code, String out, String err) {}

    @BeforeEach
    void createRepository() throws IOException {
        home = Files.createDirectories(folder.resolve("the home")).toRealPath();
        Path script = Path.of(System.getProperty("project.root"), "prumerge4j");
        Files.copy(script, home.resolve("prumerge4j"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(home.resolve("pom.xml"), "");
        source = Files.createDirectories(home.resolve("data/src/main/java")).resolve("A.java");
        Files.writeString(source, "");
        script(
                home.resolve("mvnw"),
                "echo \"$@\" >>builds; [ ! -e broken ] || { echo broken; exit 1; }; touch " + "experiments/target/"
                        + JAR);
        java("jdk", "17.0.15", "jdk.compiler@17");
    }

    private void java(String name, String version, String modules) throws IOException {
        Path bin = Files.createDirectories(folder.resolve(name).resolve("bin"));
        script(
                bin.resolve("java"),
                """
                case $1 in
                    -version) echo 'openjdk version "%s" 2025-04-15' >&2 ;;
                    --list-modules) echo '%s' ;;
                    *) for a in "$@"; do echo "<$a>"; done ;;
                esac"""
                        .formatted(version, modules));
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Outcome start(Path launcher, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        builder.environment().remove("PRUMERGE4J_OPTS");
        builder.environment().remove("PRUMERGE4J_BACKEND");
        builder.environment().putAll(environment);
        int code = builder.start().waitFor();
        return new Outcome(code, Files.readString(folder.resolve("out")), Files.readString(folder.resolve("err")));
    }

    private Outcome start(String... arguments) throws IOException, InterruptedException {
        return start(home.resolve("prumerge4j"), Map.of(), arguments);
    }

    private List<String> builds() throws IOException {
        Path builds = home.resolve("builds");
        return Files.exists(builds) ? FileUtils.readLines(builds.toFile(), StandardCharsets.UTF_8) : List.of();
    }

    @Test
    void buildsOnFirstUseAndIsQuietAfterwards() throws IOException, InterruptedException {
        Outcome first = start("--version");
        Outcome second = start("--version");

        assertThat(first.err()).isEqualTo(BUILDING);
        assertThat(second.err()).isEmpty();
        assertThat(second.code()).isZero();
        assertThat(builds()).singleElement().asString().endsWith(" package").doesNotContain("-Pcuda");
    }

    @Test
    void passesArgumentsAndOptions() throws IOException, InterruptedException {
        Outcome outcome = start(
                home.resolve("prumerge4j"), Map.of("PRUMERGE4J_OPTS", "-Xmx1g -Dx=y"), "generate", "two words", "");

        assertThat(outcome.out())
                .isEqualTo(String.join(
                        "\n",
                        "<-XX:+UseSerialGC>",
                        "<-Xmx1g>",
                        "<-Dx=y>",
                        "<-Dai.djl.offline=true>",
                        "<-Djava.awt.headless=true>",
                        "<-Dprumerge4j.home=" + home + ">",
                        "<-jar>",
                        "<" + home.resolve("experiments/target").resolve(JAR) + ">",
                        "<generate>",
                        "<two words>",
                        "<>",
                        ""));
    }

    @Test
    void leavesTheCollectorToTheUser() throws IOException, InterruptedException {
        Outcome outcome = start(home.resolve("prumerge4j"), Map.of("PRUMERGE4J_OPTS", "-XX:+UseParallelGC"));

        assertThat(outcome.out()).startsWith("<-XX:+UseParallelGC>\n").doesNotContain("UseSerialGC");
    }

    @Test
    void buildsAgainWhenASourceIsNewer() throws IOException, InterruptedException {
        start();
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));

        assertThat(start().err()).isEqualTo(BUILDING);
        assertThat(builds()).hasSize(2);
    }

    @Test
    void buildsAgainForAnotherBackend() throws IOException, InterruptedException {
        start();
        Outcome cuda = start(home.resolve("prumerge4j"), Map.of("PRUMERGE4J_BACKEND", "cuda"));
        start(home.resolve("prumerge4j"), Map.of("PRUMERGE4J_BACKEND", "cuda"));

        assertThat(cuda.err()).startsWith("prumerge4j: building (cuda)");
        assertThat(builds()).hasSize(2).last().asString().contains("-Pcuda");
        Outcome unknown = start(home.resolve("prumerge4j"), Map.of("PRUMERGE4J_BACKEND", "gpu"));
        assertThat(unknown)
                .isEqualTo(new Outcome(1, "", "prumerge4j: PRUMERGE4J_BACKEND is 'gpu', expected cpu or cuda\n"));
    }

    @Test
    void showsWhatAFailedBuildSaidAndTriesAgain() throws IOException, InterruptedException {
        Files.writeString(home.resolve("broken"), "");
        Outcome failed = start();
        Files.delete(home.resolve("broken"));

        assertThat(failed)
                .isEqualTo(new Outcome(1, "", BUILDING + "broken\nprumerge4j: the build failed, see above\n"));
        assertThat(start().code()).isZero();
    }

    @Test
    void worksThroughSymbolicLinks() throws IOException, InterruptedException {
        Path links = Files.createDirectories(folder.resolve("links"));
        Path absolute = Files.createSymbolicLink(links.resolve("a"), home.resolve("prumerge4j"));
        Path relative = Files.createSymbolicLink(links.resolve("b"), Path.of("a"));

        assertThat(start(absolute, Map.of()).out()).contains("<-Dprumerge4j.home=" + home + ">");
        assertThat(start(relative, Map.of()).out()).contains("<-Dprumerge4j.home=" + home + ">");
    }

    @Test
    void refusesAJavaThatIsTooOldNoJdkOrNotThere() throws IOException, InterruptedException {
        Path launcher = home.resolve("prumerge4j");
        java("old", "11.0.2", "jdk.compiler@11");
        java("jre", "21", "java.base@21");
        Path absent = folder.resolve("absent");

        Outcome old = start(launcher, Map.of("JAVA_HOME", folder.resolve("old").toString()));
        Outcome jre = start(launcher, Map.of("JAVA_HOME", folder.resolve("jre").toString()));
        Outcome none = start(launcher, Map.of("JAVA_HOME", absent.toString()));

        assertThat(old.err()).contains("is Java 11, but 17 or newer is needed; set JAVA_HOME to a JDK 17 or newer");
        assertThat(jre.err()).contains("has no compiler, and building needs one");
        assertThat(none.err()).contains("JAVA_HOME is " + absent + ", but there is no bin/java in it");
        assertThat(List.of(old.code(), jre.code(), none.code())).containsOnly(1);
        assertThat(builds()).isEmpty();
    }

    @Test
    void afterTheBuildARuntimeIsEnoughButAnOldOneIsNot() throws IOException, InterruptedException {
        start();
        java("old", "1.8.0_402", "jdk.compiler@8");
        java("jre", "21", "java.base@21");
        Path launcher = home.resolve("prumerge4j");

        assertThat(start(launcher, Map.of("JAVA_HOME", folder.resolve("jre").toString()))
                        .err())
                .isEmpty();
        assertThat(start(launcher, Map.of("JAVA_HOME", folder.resolve("old").toString()))
                        .err())
                .contains("is Java 1, but 17 or newer is needed");
        assertThat(builds()).hasSize(1);
    }
}
