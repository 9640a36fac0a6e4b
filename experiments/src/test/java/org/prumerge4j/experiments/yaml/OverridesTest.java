package org.prumerge4j.experiments.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverridesTest {
    private static final Path HERE = Path.of("here").toAbsolutePath();

    private static Document overridden(String... assignments) {
        Document document = Documents.of("name: a", "inner: {low: 0}", "list: [{low: 1}]", "file: f");
        return Overrides.apply(document, List.of(assignments), HERE);
    }

    private static Sample bind(String... assignments) {
        return Binder.bind(overridden(assignments), Sample.class).value();
    }

    private static List<String> problems(String... assignments) {
        return Documents.problems(() -> bind(assignments));
    }

    @Test
    void setsValuesThatTheFileHasOrHasNot() {
        Sample sample = bind("inner.low=-3", "inner.high=4", "extra.low=2", "rate=1e-3", "pair=[3, 4]");

        assertThat(sample.inner()).isEqualTo(new Sample.Inner(-3, 4, new Sample.Metres(2)));
        assertThat(sample.extra()).isEqualTo(new Sample.Inner(2, 2, new Sample.Metres(2)));
        assertThat(sample.rate()).isEqualTo(1e-3);
        assertThat(sample.pair()).containsExactly(3.0, 4.0);
    }

    @Test
    void theLastOneWins() {
        assertThat(bind("count=4", "count=5").count()).isEqualTo(5);
    }

    @Test
    void setsAndAppendsListItems() {
        assertThat(bind("list[0].high=8", "list[1].low=2").list())
                .extracting(Sample.Inner::low, Sample.Inner::high)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(1, 8), org.assertj.core.groups.Tuple.tuple(2, 2));
    }

    @Test
    void pathsOfOverridesStartAtTheWorkingDirectory() {
        assertThat(bind().file()).isEqualTo(Documents.BASE.resolve("f"));
        assertThat(bind("file=g").file()).isEqualTo(HERE.resolve("g"));
    }

    @Test
    void removesAnOptionalValueWithNull() {
        assertThat(bind("file=null").file()).isNull();
    }

    @Test
    void areCheckedLikeTheFileAndAllTogether() {
        assertThat(problems("inner.lwo=1", "count=many", "nonsense", "list[5].low=1", "pair=[1", "a..b=1", "seed[x]=1"))
                .hasSize(7)
                .contains(
                        "command line inner.lwo: unknown key 'lwo'; did you mean 'low'?",
                        "command line count: found 'many', expected an integer of at least 1 and of at most 10",
                        "command line : 'nonsense' is not of the form key=value",
                        "command line list[5]: there are only 1 items; indices start at 0",
                        "command line a..b: '' is neither a key nor key[index]",
                        "command line seed[x]: 'seed[x]' is neither a key nor key[index]")
                .anyMatch(p -> p.startsWith("command line : not valid YAML"));
    }

    @Test
    void showTheAssignmentWithACaretUnderTheValue() {
        ConfigException e =
                org.assertj.core.api.Assertions.catchThrowableOfType(ConfigException.class, () -> bind("count=many"));

        assertThat(e.problems().get(0).place().snippet())
                .isEqualTo("      | count=many" + System.lineSeparator() + "      |       ^");
    }

    @ParameterizedTest
    @ValueSource(strings = {"inner=3", "name.x=3", "list=3"})
    void cannotChangeTheKindOfAValue(String assignment) {
        assertThat(problems(assignment)).singleElement().asString().contains("expected");
    }
}
