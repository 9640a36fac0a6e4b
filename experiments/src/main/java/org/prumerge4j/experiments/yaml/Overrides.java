package org.prumerge4j.experiments.yaml;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.yaml.Tree.Entry;
import org.prumerge4j.experiments.yaml.Tree.Mapping;
import org.prumerge4j.experiments.yaml.Tree.Sequence;

/**
 * Assignments from the command line laid over a document: {@code optimizer.learning-rate=1e-4},
 * {@code export[0].dtype=f32}, {@code lora=null}. The value is YAML; relative paths start at the working directory.
 */
public final class Overrides {
    private static final String COMMAND_LINE = "command line";

    private Overrides() {}

    /**
     * The document with the assignments applied in order; keys and values are checked later, when the document is bound, and
     * assignments that cannot be read are reported then.
     *
     * @param workingDirectory where relative paths in the assignments start
     */
    public static Document apply(Document document, List<String> assignments, Path workingDirectory) {
        List<Problem> problems = new ArrayList<>(document.problems());
        Mapping result = document.root();
        for (String assignment : assignments) {
            Source source = new Source(
                    COMMAND_LINE, workingDirectory, assignment.lines().toList(), false);
            try {
                result = apply(result, assignment, source, problems);
            } catch (ConfigException e) {
                problems.addAll(e.problems());
            }
        }
        return new Document(result, problems);
    }

    private static Mapping apply(Mapping document, String assignment, Source source, List<Problem> problems) {
        int equals = assignment.indexOf('=');
        if (equals <= 0) {
            throw refuse(new Place(source, 1, 1), "", "'" + assignment + "' is not of the form key=value");
        }
        List<Step> steps = steps(assignment.substring(0, equals), source);
        Tree value = YamlReader.parse(assignment.substring(equals + 1), source, equals + 2, problems);
        return (Mapping) set(document, steps, value);
    }

    /** One name or index on the way to a value, and where it is written. */
    private record Step(String name, int index, Place place, String path) {
        boolean isIndex() {
            return index >= 0;
        }
    }

    private static List<Step> steps(String path, Source source) {
        List<Step> steps = new ArrayList<>();
        int at = 0;
        for (String part : path.split("\\.", -1)) {
            Place place = new Place(source, 1, at + 1);
            if (!part.matches("[^\\[\\]]+(\\[\\d{1,6}\\])*")) {
                throw refuse(place, path, "'" + part + "' is neither a key nor key[index]");
            }
            String[] names = part.split("\\[", -1);
            steps.add(new Step(names[0], -1, place, path.substring(0, at + names[0].length())));
            for (int i = 1; i < names.length; i++) {
                int index = Integer.parseInt(names[i].substring(0, names[i].length() - 1));
                steps.add(new Step("", index, place, path.substring(0, at + part.length())));
            }
            at += part.length() + 1;
        }
        return steps;
    }

    private static Tree set(@Nullable Tree tree, List<Step> steps, Tree value) {
        if (steps.isEmpty()) {
            return value;
        }
        Step step = steps.get(0);
        List<Step> further = steps.subList(1, steps.size());
        if (step.isIndex()) {
            List<Tree> items =
                    tree instanceof Sequence sequence ? new ArrayList<>(sequence.items()) : new ArrayList<>();
            if (step.index() > items.size()) {
                throw refuse(
                        step.place(), step.path(), "there are only " + items.size() + " items; indices start at 0");
            }
            if (step.index() == items.size()) {
                items.add(set(null, further, value));
            } else {
                items.set(step.index(), set(items.get(step.index()), further, value));
            }
            return new Sequence(tree instanceof Sequence ? tree.place() : step.place(), List.copyOf(items));
        }
        Map<String, Entry> entries =
                new LinkedHashMap<>(tree instanceof Mapping mapping ? mapping.entries() : Map.of());
        @Nullable Entry old = entries.get(step.name());
        Tree inner = set(old == null ? null : old.value(), further, value);
        entries.put(step.name(), new Entry(step.place(), inner));
        return new Mapping(tree instanceof Mapping ? tree.place() : step.place(), entries);
    }

    private static ConfigException refuse(Place place, String path, String message) {
        return new ConfigException(List.of(new Problem(place, path, message)));
    }
}
