package org.prumerge4j.experiments.run;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.prumerge4j.lora.Adapter;
import org.prumerge4j.lora.AdapterLayout;
import org.prumerge4j.lora.LoraInitialisation;
import org.prumerge4j.model.tensor.ElementType;
import org.prumerge4j.model.tensor.OutputTensor;
import org.prumerge4j.model.tensor.Shape;
import org.prumerge4j.model.tensor.TensorInfo;
import org.prumerge4j.model.tensor.TensorSource;
import org.prumerge4j.model.tensor.TensorValues;

/** What training starts from: fresh adapters, and the projector of the base. */
final class InitialWeights implements TensorSource {
    private final Map<String, OutputTensor> adapters = new LinkedHashMap<>();
    private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    private final TensorSource base;

    InitialWeights(AdapterLayout layout, LoraInitialisation initialisation, TensorSource base, Iterable<String> kept) {
        this.base = base;
        for (Adapter adapter : layout.adapters()) {
            add(adapter.nameA(), adapter.shapeA(), () -> initialisation.valuesA(adapter));
            add(adapter.nameB(), adapter.shapeB(), () -> initialisation.valuesB(adapter));
        }
        for (String name : kept) {
            TensorInfo info = base.tensors().get(name);
            if (info == null) {
                throw new NoSuchElementException(
                        "the base model has no " + name + "; give a stage-1 projector in the model section");
            }
            tensors.put(name, info);
        }
    }

    /** Values are drawn when they are asked for: those of a large model need not be in memory at once. */
    private void add(String name, Shape shape, Supplier<float[]> values) {
        TensorInfo info = new TensorInfo(name, ElementType.F32, shape);
        adapters.put(name, new OutputTensor(info, () -> TensorValues.encode(values.get(), ElementType.F32)));
        tensors.put(name, info);
    }

    @Override
    public Map<String, TensorInfo> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    @Override
    public ByteBuffer bytes(String name) {
        OutputTensor adapter = adapters.get(name);
        return adapter == null ? base.bytes(name) : adapter.bytes().get();
    }

    @Override
    public String origin(String name) {
        return adapters.containsKey(name) ? "fresh adapters" : base.origin(name);
    }

    @Override
    public void close() {
        // The base stays the caller's.
    }
}
