package org.prumerge4j.lora;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.prumerge4j.model.tensor.Shape;

/** Which layers have adapters, and what these consist of. Holds no values. */
public final class AdapterLayout {
    private final Map<String, Adapter> byPath = new LinkedHashMap<>();

    /**
     * A layout of the given adapters, in this order.
     *
     * @throws IllegalArgumentException if two are on the same layer
     */
    public AdapterLayout(Collection<Adapter> adapters) {
        for (Adapter adapter : adapters) {
            if (byPath.put(adapter.path(), adapter) != null) {
                throw new IllegalArgumentException("two adapters on " + adapter.path());
            }
        }
    }

    /**
     * The adapters that options ask for.
     *
     * @param linears all linear layers of the decoder
     * @throws IllegalArgumentException if a target matches none of them
     */
    public static AdapterLayout of(LoraOptions options, List<LinearShape> linears) {
        return new AdapterLayout(LoraTargets.select(options.targets(), linears).stream()
                .map(linear -> new Adapter(linear, options.rank(), options.scaling()))
                .toList());
    }

    /** All adapters, in the order of the decoder's layers. */
    public List<Adapter> adapters() {
        return List.copyOf(byPath.values());
    }

    /** The adapter on a layer, if it has one. */
    public Optional<Adapter> find(String path) {
        return Optional.ofNullable(byPath.get(path));
    }

    /** Names and shapes of all trainable matrices: A then B of each adapter. */
    public Map<String, Shape> parameters() {
        Map<String, Shape> parameters = new LinkedHashMap<>();
        for (Adapter adapter : byPath.values()) {
            parameters.put(adapter.nameA(), adapter.shapeA());
            parameters.put(adapter.nameB(), adapter.shapeB());
        }
        return parameters;
    }

    /** Number of trainable numbers in all adapters. */
    public long parameterCount() {
        return byPath.values().stream().mapToLong(Adapter::parameters).reduce(0, Math::addExact);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AdapterLayout layout && adapters().equals(layout.adapters());
    }

    @Override
    public int hashCode() {
        return adapters().hashCode();
    }

    @Override
    public String toString() {
        return byPath.size() + " adapters, " + parameterCount() + " parameters";
    }
}
