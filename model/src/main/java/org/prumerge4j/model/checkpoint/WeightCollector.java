package org.prumerge4j.model.checkpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.prumerge4j.model.tensor.Shape;
import org.prumerge4j.model.tensor.TensorInfo;

/** Gathers tensors of one or more checkpoints under canonical names, and every way in which they are not as expected. */
final class WeightCollector {
    private final Map<String, Stored> found = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    /** A tensor where it is stored. */
    record Stored(Checkpoint checkpoint, TensorInfo info) {
        String origin() {
            return info.name() + " in " + checkpoint.origin(info.name());
        }
    }

    /** Adds all tensors of a checkpoint. */
    void add(Checkpoint checkpoint, NameTable table) {
        for (TensorInfo info : checkpoint.tensors().values()) {
            Stored stored = new Stored(checkpoint, info);
            Optional<String> canonical = table.toCanonical(info.name());
            if (canonical.isPresent()) {
                Stored earlier = found.putIfAbsent(canonical.get(), stored);
                if (earlier != null) {
                    problems.add(stored.origin() + " and " + earlier.origin() + " are the same tensor");
                }
            } else if (!table.ignores(info.name())) {
                problems.add("tensor " + stored.origin() + " is unknown in the " + table.format() + " format");
            }
        }
    }

    /** Forgets what is under a canonical prefix, because another checkpoint provides it. */
    void drop(String prefix) {
        found.keySet().removeIf(name -> name.startsWith(prefix));
    }

    boolean has(String prefix) {
        return found.keySet().stream().anyMatch(name -> name.startsWith(prefix));
    }

    long count(String prefix, String suffix) {
        return found.keySet().stream()
                .filter(name -> name.startsWith(prefix) && name.endsWith(suffix))
                .count();
    }

    Map<String, Stored> found() {
        return found;
    }

    List<String> problems() {
        return problems;
    }

    /**
     * Adds to the problems what is missing, superfluous or of another shape.
     *
     * @param storedShapes shapes in the files, where they differ from the expected ones
     */
    void compare(ExpectedWeights expected, Map<String, Shape> storedShapes) {
        found.forEach((name, stored) -> {
            Shape shape = expected.shapes().get(name);
            TensorInfo info = stored.info();
            if (shape == null) {
                problems.add(
                        "tensor " + stored.origin() + " (here " + name + ") has no place in a model of these sizes");
                return;
            }
            Shape wanted = storedShapes.getOrDefault(name, shape);
            if (!info.type().floating()) {
                problems.add("tensor " + stored.origin() + " holds " + info.type()
                        + " where floating-point numbers were expected");
            } else if (!info.shape().equals(wanted)) {
                problems.add("tensor " + stored.origin() + " has shape " + info.shape()
                        + " where the configuration says " + wanted);
            }
        });
        for (String name : expected.shapes().keySet()) {
            if (!found.containsKey(name) && !expected.optional().contains(name)) {
                problems.add("tensor " + name + " is missing");
            }
        }
    }
}
