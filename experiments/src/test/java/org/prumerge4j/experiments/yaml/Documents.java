package org.prumerge4j.experiments.yaml;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Documents from text, as if read from the file {@code test.yaml} in the folder {@code /base}. */
final class Documents {
    static final Path BASE = Path.of("base").toAbsolutePath();

    private Documents() {}

    static Document of(String... lines) {
        List<Problem> problems = new ArrayList<>();
        Source source = new Source("test.yaml", BASE, List.of(lines), true);
        Tree tree = YamlReader.parse(String.join("\n", lines), source, 1, problems);
        return new Document((Tree.Mapping) tree, problems);
    }

    static Sample bind(String... lines) {
        return Binder.bind(of(lines), Sample.class).value();
    }

    static List<String> problems(ThrowingCallable call) {
        ConfigException e = catchThrowableOfType(ConfigException.class, call);
        return e.problems().stream()
                .map(p -> p.place() + " " + p.path() + ": " + p.message())
                .toList();
    }

    static List<String> problemsOf(String... lines) {
        return problems(() -> bind(lines));
    }
}
