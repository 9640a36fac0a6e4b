package org.prumerge4j.lora;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.prumerge4j.model.tensor.ElementType;
import org.prumerge4j.model.tensor.Shape;
import org.prumerge4j.model.tensor.TensorInfo;
import org.prumerge4j.model.tensor.TensorSource;
import org.prumerge4j.model.tensor.TensorValues;

/**
 * The weights of a trained model: base weights with adapters merged into them, one matrix at a time and only when asked
 * for, so that a model of any size needs the memory of one matrix.
 *
 * <p>Adapted weights are F32 whatever the base is; whoever writes them may round. What was trained besides the adapters,
 * the projector, takes the place of the base's tensor of that name, or is added if the base has none. All else is the
 * base's. Both sources stay the caller's to close.
 */
public final class MergedWeights implements TensorSource {
    private final TensorSource base;
    private final TensorSource trained;
    private final Map<String, Adapter> adapters = new LinkedHashMap<>();
    private final Map<String, TensorInfo> replacing = new LinkedHashMap<>();
    private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();

    /**
     * A view of weights.
     *
     * @param base weights under canonical names
     * @param trained A and B of every adapter, and other trained tensors, under canonical names
     * @throws IllegalArgumentException if a tensor is missing or has another shape than the layout says; all are listed
     */
    public MergedWeights(TensorSource base, AdapterLayout layout, TensorSource trained) {
        this.base = base;
        this.trained = trained;
        List<String> problems = new ArrayList<>();
        for (Adapter adapter : layout.adapters()) {
            adapters.put(adapter.linear().weightName(), adapter);
            require(base, adapter.linear().weightName(), adapter.linear().weightShape(), problems);
        }
        layout.parameters().forEach((name, shape) -> require(trained, name, shape, problems));
        trained.tensors().forEach((name, info) -> {
            TensorInfo known = base.tensors().get(name);
            if (known != null && !known.shape().equals(info.shape())) {
                problems.add(name + " in " + trained.origin(name) + " is " + info.shape() + ", in " + base.origin(name)
                        + " " + known.shape());
            }
            if (!layout.parameters().containsKey(name)) {
                replacing.put(name, info);
            }
        });
        Problems.throwIfAny("cannot merge", problems);
        base.tensors().forEach((name, info) -> tensors.put(name, merged(info)));
        tensors.putAll(replacing);
    }

    private static void require(TensorSource source, String name, Shape shape, List<String> problems) {
        TensorInfo info = source.tensors().get(name);
        if (info == null) {
            problems.add(name + " is missing");
        } else if (!info.shape().equals(shape)) {
            problems.add(name + " in " + source.origin(name) + " is " + info.shape() + ", expected " + shape);
        }
    }

    private TensorInfo merged(TensorInfo info) {
        return adapters.containsKey(info.name()) ? new TensorInfo(info.name(), ElementType.F32, info.shape()) : info;
    }

    @Override
    public Map<String, TensorInfo> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    @Override
    public ByteBuffer bytes(String name) {
        Adapter adapter = adapters.get(name);
        if (adapter != null) {
            return TensorValues.encode(mergedValues(adapter), ElementType.F32);
        }
        if (!tensors.containsKey(name)) {
            throw new NoSuchElementException("there is no tensor " + name);
        }
        return replacing.containsKey(name) ? trained.bytes(name) : base.bytes(name);
    }

    private float[] mergedValues(Adapter adapter) {
        return LoraMerge.merge(
                adapter,
                TensorValues.floats(base, adapter.linear().weightName()),
                TensorValues.floats(trained, adapter.nameA()),
                TensorValues.floats(trained, adapter.nameB()));
    }

    @Override
    public String origin(String name) {
        return replacing.containsKey(name) ? trained.origin(name) : base.origin(name);
    }

    @Override
    public void close() {
        // A view: both sources are the caller's.
    }
}
