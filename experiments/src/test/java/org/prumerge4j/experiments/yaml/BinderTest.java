package org.prumerge4j.experiments.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.prumerge4j.experiments.yaml.Documents.problemsOf;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BinderTest {
    @Test
    void fillsInDefaults() {
        Sample sample = Documents.bind("name: a");

        Sample.Inner inner = new Sample.Inner(1, 2, new Sample.Metres(2));
        assertThat(sample)
                .isEqualTo(new Sample(
                        "a",
                        3,
                        0,
                        1e-4,
                        List.of(0.5, 1.0),
                        true,
                        Sample.Colour.DEEP_BLUE,
                        null,
                        Map.of(),
                        inner,
                        null,
                        List.of(),
                        new Sample.Open("plain", Map.of())));
    }

    @Test
    void bindsEveryKindOfValue() {
        Sample sample = Documents.bind(
                "name: 1.10",
                "count: 0x0A",
                "big: -9223372036854775808",
                "rate: 5e-1",
                "pair: [0, 2]",
                "on: False",
                "colour: red",
                "file: sub/../f",
                "weights: {x: 1, y: 2.5}",
                "inner: {low: -1, length: 7 m}",
                "extra: {high: 9}",
                "list: [{low: 0}, {}]",
                "open: {kind: k, a: 1, b: 2.5, c: true, d: text, e: '3'}");

        assertThat(sample.name()).as("text is kept as it was spelt").isEqualTo("1.10");
        assertThat(sample.count()).isEqualTo(10);
        assertThat(sample.big()).isEqualTo(Long.MIN_VALUE);
        assertThat(sample.rate()).isEqualTo(0.5);
        assertThat(sample.pair()).containsExactly(0.0, 2.0);
        assertThat(sample.on()).isFalse();
        assertThat(sample.colour()).isEqualTo(Sample.Colour.RED);
        assertThat(sample.file()).isEqualTo(Documents.BASE.resolve("f"));
        assertThat(sample.weights()).isEqualTo(Map.of("x", 1.0, "y", 2.5));
        assertThat(sample.inner()).isEqualTo(new Sample.Inner(-1, 2, new Sample.Metres(7)));
        assertThat(sample.extra()).isEqualTo(new Sample.Inner(1, 9, new Sample.Metres(2)));
        assertThat(sample.list()).hasSize(2);
        assertThat(sample.open().others()).isEqualTo(Map.of("a", 1L, "b", 2.5, "c", true, "d", "text", "e", "3"));
    }

    @Test
    void reportsAllProblemsAtOnceInTheOrderOfTheFile() {
        assertThat(problemsOf(
                        "nmae: a",
                        "count: 11",
                        "rate: fast",
                        "colour: rde",
                        "inner:",
                        "  low: 5",
                        "list:",
                        "  - lwo: 1",
                        "  - high: [1]",
                        "count: 2"))
                .containsExactly(
                        "test.yaml:1:1 nmae: unknown key 'nmae'; did you mean 'name'?",
                        "test.yaml:2:8 count: found '11', expected an integer of at least 1 and of at most 10",
                        "test.yaml:3:7 rate: found 'fast', expected a number above 0 and below 1",
                        "test.yaml:4:9 colour: found 'rde', expected one of deep-blue, red; did you mean 'red'?",
                        "test.yaml:6:8 inner.low: 5 is above high, which is 2",
                        "test.yaml:8:5 list[0].lwo: unknown key 'lwo'; did you mean 'low'?",
                        "test.yaml:9:11 list[1].high: found a list of length 1, expected an integer",
                        "test.yaml:10:1 : duplicate key 'count', first given at test.yaml:2:1");
    }

    @Test
    void namesAMissingKeyAndWhatItIsFor() {
        assertThat(problemsOf("count: 1")).containsExactly("test.yaml:1:1 : missing key 'name': Name.");
    }

    @Test
    void listsTheKeysWhenNoneIsNear() {
        assertThat(problemsOf("name: a", "inner: {zzzzzzzzz: 1}"))
                .containsExactly(
                        "test.yaml:2:9 inner.zzzzzzzzz: unknown key 'zzzzzzzzz'; expected one of low, high, length");
    }

    @Test
    void pointsToTheSectionAKeyBelongsTo() {
        assertThat(problemsOf("name: a", "inner: {rate: 1}"))
                .containsExactly("test.yaml:2:9 inner.rate: unknown key 'rate'; it belongs to the top level");
        assertThat(problemsOf("name: a", "kind: 1"))
                .containsExactly("test.yaml:2:1 kind: unknown key 'kind'; did you mean 'open.kind'?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "count: 1.0 | found '1.0', expected an integer of at least 1 and of at most 10",
                "count: '3' | found '3', expected an integer of at least 1 and of at most 10",
                "count: | found nothing, expected an integer of at least 1 and of at most 10",
                "big: 9223372036854775808 | expected an integer from -9223372036854775808 to 9223372036854775807",
                "rate: 0 | expected a number above 0 and below 1",
                "rate: 1 | expected a number above 0 and below 1",
                "rate: .nan | expected a number above 0 and below 1",
                "pair: [1, -1] | found '-1', expected a number of at least 0",
                "pair: [1] | found a list of length 1, expected a list of length 2",
                "pair: 1 | found '1', expected a list",
                "on: yes | found 'yes', expected true or false (YAML 1.2 knows no other spelling)",
                "on: 'true' | expected true or false",
                "colour: blue | expected one of deep-blue, red",
                "file: '' | found '', expected a path",
                "weights: [1] | found a list of length 1, expected keys and values",
                "weights: {x: y} | found 'y', expected a number",
                "inner: 3 | found '3', expected the keys low, high, length",
                "inner: | found nothing, expected the keys low, high, length",
                "inner: {length: 2 km} | found '2 km', expected metres such as '2 m'",
                "extra: | found nothing, expected the keys low, high, length",
                "open: {kind: ''} | kind is empty",
                "open: {kind: k, a: [1]} | found a list of length 1, expected a value",
            })
    void saysWhatItExpected(String line, String message) {
        assertThat(problemsOf("name: a", line)).singleElement().asString().endsWith(message);
    }

    @Test
    void anOptionalSectionIsSwitchedOffByNull() {
        assertThat(Documents.bind("name: a", "extra: null").extra()).isNull();
        assertThat(Documents.bind("name: a", "extra: {}").extra()).isNotNull();
    }

    @Test
    void aCheckOfAnAbsentKeyIsReportedAtItsSection() {
        assertThat(problemsOf("name: a", "extra:", "  high: 0"))
                .containsExactly("test.yaml:2:1 extra.low: 1 is above high, which is 0");
    }

    @Test
    void remembersPlacesForLaterChecks() {
        Bound<Sample> bound =
                Binder.bind(Documents.of("name: a", "inner:", "  low: 0", "list:", "  - {}"), Sample.class);

        assertThat(bound.place("inner.low")).hasToString("test.yaml:3:8");
        assertThat(bound.place("inner.high")).as("not given: its section").hasToString("test.yaml:3:3");
        assertThat(bound.place("list[0].low")).hasToString("test.yaml:5:5");
        assertThat(bound.place("rate")).as("not given at all: the document").hasToString("test.yaml:1:1");
        assertThat(bound.problem("inner.low", "too small").toString())
                .isEqualTo(String.join(
                        System.lineSeparator(),
                        "test.yaml:3:8: inner.low: too small",
                        "    3 |   low: 0",
                        "      |        ^"));
    }

    @Test
    void pathsStartWhereTheCallerSays() {
        Path elsewhere = Path.of("elsewhere").toAbsolutePath();
        Bound<Sample> bound = Binder.bind(Documents.of("name: a", "file: x/y"), Sample.class, source -> elsewhere);

        assertThat(bound.value().file()).isEqualTo(elsewhere.resolve("x/y"));
        assertThat(Documents.bind("name: a", "file: ~/x").file())
                .isEqualTo(Path.of(System.getProperty("user.home"), "x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\tname: x", "name: 'x", "- a: b\n c", "name: x\n---\nname: y"})
    void syntaxErrorsHaveAPlaceToo(String text) {
        assertThatThrownBy(() -> Documents.bind(text.split("\n", -1)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("test.yaml:")
                .hasMessageContaining("not valid YAML");
    }
}
