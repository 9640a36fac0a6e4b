package org.prumerge4j.lora;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which linear layers get an adapter: patterns over full paths, matched against the decoder's linear layers and nothing
 * else, so that no pattern can reach the vision tower or the projector.
 *
 * <p>In a pattern {@code *} stands for one path segment or a part of one, and {@code {a,b}} for alternatives. Every
 * alternative has to match something: a misspelt one is an error, not a smaller adapter.
 */
public final class LoraTargets {
    /** The seven linear layers of every decoder layer, as the LLaVA recipe adapts them. */
    public static final List<String> ALL_LINEARS =
            List.of("model.layers.*.self_attn.{q,k,v,o}_proj", "model.layers.*.mlp.{gate,up,down}_proj");

    private static final String HEAD = "lm_head";
    private static final Pattern LAYER_INDEX = Pattern.compile("\\.layers\\.\\d+\\.");

    private LoraTargets() {}

    /** What is wrong with patterns whatever the model; empty if nothing is. */
    public static List<String> problems(List<String> patterns) {
        List<String> problems = new ArrayList<>();
        if (patterns.isEmpty()) {
            problems.add("targets are empty; name at least one pattern, such as " + ALL_LINEARS.get(0));
        }
        for (String pattern : patterns) {
            try {
                if (PathPattern.parse(pattern).stream().anyMatch(alternative -> alternative.matches(HEAD))) {
                    problems.add("target \"" + pattern + "\" names lm_head, which is never adapted: exported"
                            + " checkpoints share or extend its rows; leave it out");
                }
            } catch (IllegalArgumentException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        return problems;
    }

    /**
     * The linear layers that patterns select, in the decoder's order, each once.
     *
     * @param linears all linear layers of the decoder
     * @throws IllegalArgumentException if a pattern cannot be understood or one of its alternatives matches nothing; all
     *     problems are listed, with what was probably meant
     */
    public static List<LinearShape> select(List<String> patterns, List<LinearShape> linears) {
        List<String> problems = new ArrayList<>(problems(patterns));
        Problems.throwIfAny("LoRA targets", problems);
        Set<LinearShape> selected = new LinkedHashSet<>();
        for (String pattern : patterns) {
            for (PathPattern alternative : PathPattern.parse(pattern)) {
                List<LinearShape> matched = linears.stream()
                        .filter(linear -> alternative.matches(linear.path()))
                        .toList();
                selected.addAll(matched);
                if (matched.isEmpty()) {
                    problems.add(unmatched(pattern, alternative.text(), linears));
                }
            }
        }
        Problems.throwIfAny("LoRA targets", problems);
        return linears.stream().filter(selected::contains).toList();
    }

    /** The path with the index of its layer replaced by {@code *}. */
    static String anyLayer(String path) {
        return LAYER_INDEX.matcher(path).replaceFirst(".layers.*.");
    }

    private static String unmatched(String pattern, String alternative, List<LinearShape> linears) {
        String given = pattern.equals(alternative)
                ? "target \"" + pattern + "\""
                : "alternative \"" + alternative + "\" of target \"" + pattern + "\"";
        return given + " matches no linear layer of the decoder; " + advice(alternative, linears);
    }

    private static String advice(String alternative, List<LinearShape> linears) {
        String lower = alternative.toLowerCase(Locale.ROOT);
        if (lower.contains("vision")) {
            return "the vision tower is frozen and never adapted";
        }
        if (lower.contains("projector")) {
            return "the projector is trained as a whole, not through adapters";
        }
        Set<String> known = new LinkedHashSet<>();
        linears.forEach(linear -> known.add(anyLayer(linear.path())));
        if (known.contains(anyLayer(alternative))) {
            return "its layer does not exist: the last one is in "
                    + linears.get(linears.size() - 1).path();
        }
        for (String path : known) {
            if (path.endsWith("." + alternative)) {
                return "patterns are full paths, did you mean \"" + path + "\"?";
            }
        }
        return nearest(alternative, known);
    }

    private static String nearest(String alternative, Set<String> known) {
        String best = "";
        int least = Integer.MAX_VALUE;
        for (String path : known) {
            int distance = EditDistance.between(anyLayer(alternative), path);
            if (distance < least) {
                least = distance;
                best = path;
            }
        }
        return least <= alternative.length() / 3
                ? "did you mean \"" + best + "\"?"
                : "there are " + String.join(", ", known);
    }
}
