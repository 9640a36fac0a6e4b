package org.prumerge4j.experiments.yaml;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.prumerge4j.experiments.yaml.Tree.Entry;
import org.prumerge4j.experiments.yaml.Tree.Kind;
import org.prumerge4j.experiments.yaml.Tree.Mapping;
import org.prumerge4j.experiments.yaml.Tree.Scalar;
import org.prumerge4j.experiments.yaml.Tree.Sequence;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Turns the parser's nodes into a {@link Tree}: duplicate keys, odd tags and endless aliases are refused together. */
final class NodeConverter {
    private static final Map<Tag, Kind> KINDS = Map.of(
            Tag.NULL, Kind.NOTHING,
            Tag.BOOL, Kind.TRUTH,
            Tag.INT, Kind.INTEGER,
            Tag.FLOAT, Kind.NUMBER,
            Tag.STR, Kind.TEXT);

    private final Source source;
    private final int columnOffset;
    private final List<Problem> problems;
    /** A node that several aliases name is converted once, so that nested aliases cannot multiply the work; nodes are equal by identity. */
    private final Map<Node, Tree> converted = new HashMap<>();

    private final Set<Node> open = new HashSet<>();

    /** @param problems receives what is wrong; the tree is usable all the same */
    NodeConverter(Source source, int columnOffset, List<Problem> problems) {
        this.problems = problems;
        this.source = source;
        this.columnOffset = columnOffset;
    }

    /** An absent root (empty text) is nothing. */
    Tree convert(Optional<Node> root) {
        return root.isPresent() ? convert(root.get()) : emptyDocument();
    }

    Place place(Optional<Mark> mark) {
        return mark.map(m -> new Place(source, m.getLine() + 1, m.getColumn() + 1 + columnOffset))
                .orElseGet(() -> new Place(source, 1, 1 + columnOffset));
    }

    private Tree emptyDocument() {
        Place start = place(Optional.empty());
        return source.numbered() ? new Mapping(start, Map.of()) : new Scalar(start, "", Kind.NOTHING);
    }

    private Tree convert(Node node) {
        Tree known = converted.get(node);
        if (known != null) {
            return known;
        }
        Place place = place(node.getStartMark());
        if (!open.add(node)) {
            reject(place, "this alias contains itself");
            return new Scalar(place, "", Kind.NOTHING);
        }
        Tree tree;
        if (node instanceof MappingNode mapping) {
            checkTag(node, Tag.MAP, place);
            tree = mapping(mapping, place);
        } else if (node instanceof SequenceNode sequence) {
            checkTag(node, Tag.SEQ, place);
            tree = new Sequence(
                    place, sequence.getValue().stream().map(this::convert).toList());
        } else {
            tree = scalar((ScalarNode) node, place);
        }
        open.remove(node);
        converted.put(node, tree);
        return tree;
    }

    private void checkTag(Node node, Tag expected, Place place) {
        if (!node.getTag().equals(expected)) {
            reject(place, "the tag " + node.getTag().getValue() + " is not supported: remove it");
        }
    }

    private Scalar scalar(ScalarNode node, Place place) {
        Kind kind = KINDS.get(node.getTag());
        if (kind == null) {
            reject(place, "the tag " + node.getTag().getValue() + " is not supported: remove it");
        }
        return new Scalar(place, node.getValue(), kind == null ? Kind.TEXT : kind);
    }

    /** The composer has already replaced merge keys by the keys they bring. */
    private Mapping mapping(MappingNode node, Place place) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            Place keyPlace = place(tuple.getKeyNode().getStartMark());
            if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
                reject(keyPlace, "expected a name as key");
            } else {
                String key = keyNode.getValue();
                Entry first = entries.putIfAbsent(key, new Entry(keyPlace, convert(tuple.getValueNode())));
                if (first != null) {
                    reject(keyPlace, "duplicate key '" + key + "', first given at " + first.keyPlace());
                }
            }
        }
        return new Mapping(place, Collections.unmodifiableMap(entries));
    }

    private void reject(Place place, String message) {
        problems.add(new Problem(place, "", message));
    }
}
