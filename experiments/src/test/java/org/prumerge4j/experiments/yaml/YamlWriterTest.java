package org.prumerge4j.experiments.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

class YamlWriterTest {
    private static Sample reread(Sample sample) {
        String text = YamlWriter.write(sample);
        Source source = new Source("written", Documents.BASE, text.lines().toList(), true);
        List<Problem> problems = new ArrayList<>();
        Tree tree = YamlReader.parse(text, source, 1, problems);
        return Binder.bind(new Document((Tree.Mapping) tree, problems), Sample.class)
                .value();
    }

    private static Sample sample(String text, double rate) {
        Sample.Inner inner = new Sample.Inner(1, 2, new Sample.Metres(3));
        return new Sample(
                text,
                7,
                Long.MAX_VALUE,
                rate,
                List.of(rate, 1e300),
                false,
                Sample.Colour.RED,
                Documents.BASE.resolve("with space: and # sign"),
                Map.of("k", rate),
                inner,
                inner,
                List.of(inner, inner),
                new Sample.Open("k" + text, Map.of("a", 1L, "b", true, "c", "true", "d", rate, "e", text)));
    }

    @Property(tries = 200)
    void whatIsWrittenReadsBackEqual(
            @ForAll String text, @ForAll @DoubleRange(min = 1, max = 300) @Scale(5) double magnitude) {
        Sample sample = sample(text, Math.pow(10, -magnitude));

        assertThat(reread(sample)).isEqualTo(sample);
    }

    @Test
    void fillsInDefaultsAndLeavesOutWhatIsNull() {
        assertThat(YamlWriter.write(Documents.bind("name: a")))
                .startsWith(
                        """
                        name: a
                        count: 3
                        big: 0
                        rate: 1.0E-4
                        pair:
                          - 0.5
                          - 1.0
                        on: true
                        colour: deep-blue
                        weights: {}
                        inner:
                          low: 1
                          high: 2
                          length: 2 m
                        list: []
                        """)
                .doesNotContain("file", "extra");
    }
}
