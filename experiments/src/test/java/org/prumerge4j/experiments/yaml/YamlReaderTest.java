package org.prumerge4j.experiments.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.prumerge4j.experiments.yaml.Documents.problemsOf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YamlReaderTest {
    @TempDir
    Path folder;

    @Test
    void mergesMappings() {
        Sample sample = Documents.bind(
                "name: a", "inner: &base {low: 0, high: 5}", "extra:", "  <<: [{high: 7}, *base]", "  length: 3 m");

        assertThat(sample.extra()).isEqualTo(new Sample.Inner(0, 7, new Sample.Metres(3)));
    }

    @Test
    void ownKeysWinOverMergedOnes() {
        Sample sample = Documents.bind("name: a", "inner: &b {low: 0}", "extra: {low: 2, <<: *b}");

        assertThat(sample.extra()).isEqualTo(new Sample.Inner(2, 2, new Sample.Metres(2)));
    }

    @Test
    void refusesWhatCannotBeMerged() {
        assertThat(problemsOf("name: a", "inner: {<<: 3}"))
                .containsExactly(
                        "test.yaml:2:15 : not valid YAML: Expected mapping node or an anchor referencing mapping");
    }

    @Test
    void refusesAliasesThatContainThemselves() {
        assertThat(problemsOf("name: a", "list: &l [*l]")).anyMatch(p -> p.endsWith("this alias contains itself"));
    }

    @Test
    void refusesTags() {
        assertThat(problemsOf("name: !!java.lang.Runtime a", "inner: !x {}"))
                .containsExactly(
                        "test.yaml:1:7 : the tag tag:yaml.org,2002:java.lang.Runtime is not supported: remove it",
                        "test.yaml:2:8 : the tag !x is not supported: remove it");
    }

    @Test
    void refusesKeysThatAreNotNames() {
        assertThat(problemsOf("name: a", "? [b]", ": 1")).contains("test.yaml:2:3 : expected a name as key");
    }

    @Test
    void nestedAliasesDoNotMultiplyTheWork() {
        StringBuilder text = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i <= 8; i++) {
            String aliases = String.join(", ", Collections.nCopies(6, "*a" + (i - 1)));
            text.append("a%d: &a%d [%s]\n".formatted(i, i, aliases));
        }

        assertThat(problemsOf(text.toString().split("\n", -1))).hasSize(10).allMatch(p -> p.contains("key"));
    }

    @Test
    void limitsAliases() {
        String aliases = String.join(", ", Collections.nCopies(51, "*a"));

        assertThat(problemsOf("a: &a [x]", "b: [" + aliases + "]"))
                .singleElement()
                .asString()
                .contains("Number of aliases");
    }

    @Test
    void readsJsonToo() {
        assertThat(Documents.bind("{\"name\": \"a\", \"count\": 4}").count()).isEqualTo(4);
    }

    @Test
    void readsFilesWithByteOrderMarkAndCountsLines() throws IOException {
        Path file = Files.writeString(folder.resolve("x.yaml"), "\uFEFFname: a\r\ncount: x\r\n");

        assertThat(Documents.problems(() -> Binder.bind(YamlReader.read(file), Sample.class)))
                .singleElement()
                .asString()
                .startsWith(file + ":2:8 count: found 'x'");
    }

    @Test
    void anEmptyFileLacksItsRequiredKeys() throws IOException {
        Path file = Files.writeString(folder.resolve("x.yaml"), "# nothing\n");

        assertThat(Documents.problems(() -> Binder.bind(YamlReader.read(file), Sample.class)))
                .containsExactly(file + ":1:1 : missing key 'name': Name.");
    }

    @Test
    void refusesAListAtTheTop() throws IOException {
        Path file = Files.writeString(folder.resolve("x.yaml"), "- a\n");

        assertThat(Documents.problems(() -> YamlReader.read(file)))
                .containsExactly(file + ":1:1 : expected keys and values at the top level, found a list of length 1");
    }

    @Test
    void refusesOtherEncodings() throws IOException {
        Path file = Files.write(folder.resolve("x.yaml"), "name: ä".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> YamlReader.read(file)).hasMessageContaining(file + ": the file is not UTF-8 text");
    }

    @Test
    void saysThatAFileIsMissing() {
        Path file = folder.resolve("absent.yaml");

        assertThatThrownBy(() -> YamlReader.read(file)).hasMessageContaining(file + ": there is no such file");
    }
}
