package org.prumerge4j.model.torch;

import java.util.LinkedHashMap;
import java.util.List;
import org.prumerge4j.model.tensor.ElementType;
import org.prumerge4j.model.tensor.Shape;
import org.prumerge4j.model.torch.Unpickler.Tuple;

/** Everything a state dictionary's pickle may name. */
final class Globals {
    private static final int STORAGE_ID_FIELDS = 5;
    private static final int REBUILD_V1_ARGUMENTS = 4;
    private static final int REBUILD_V3_ARGUMENTS = 7;
    private static final int DTYPE_ARGUMENT = 6;

    private static final int MAX_RANK = 64;

    private Globals() {}

    /** Stands for a Python callable; builds the value in Java. */
    @FunctionalInterface
    interface Constructor {
        Object construct(List<Object> arguments) throws PickleException;
    }

    /** What a name stands for. */
    static Object find(String module, String name) throws PickleException {
        switch (module + " " + name) {
            case "collections OrderedDict" -> {
                return (Constructor) Globals::dictionary;
            }
            case "torch._utils _rebuild_tensor", "torch._utils _rebuild_tensor_v2" -> {
                return (Constructor) Globals::tensor;
            }
            case "torch._utils _rebuild_tensor_v3" -> {
                return (Constructor) Globals::tensorOfType;
            }
            case "torch._utils _rebuild_parameter" -> {
                return (Constructor) Globals::parameter;
            }
            case "torch.storage UntypedStorage" -> {
                return StorageType.UNTYPED;
            }
            default -> {
                if (module.equals("torch")) {
                    var type = StorageType.ofClass(name).or(() -> StorageType.ofDtype(name));
                    if (type.isPresent()) {
                        return type.get();
                    }
                }
                throw new PickleException("the pickle asks for " + module + "." + name
                        + ", which is not a part of a tensor. The file was refused, because loading such a file in"
                        + " Python can run code of its author's; if you trust it, convert it to safetensors there");
            }
        }
    }

    /** What a persistent id stands for: {@code ('storage', type, key, device, elements)}. */
    static Object persistent(Object id) throws PickleException {
        if (id instanceof Tuple tuple
                && tuple.items().size() == STORAGE_ID_FIELDS
                && "storage".equals(tuple.items().get(0))
                && tuple.items().get(1) instanceof StorageType type
                && tuple.items().get(2) instanceof String key
                && tuple.items().get(4) instanceof Long elements
                && elements >= 0) {
            return new Storage(key, type, elements);
        }
        throw new PickleException("the pickle refers to something outside that is not a storage of tensors");
    }

    private static Object dictionary(List<Object> arguments) throws PickleException {
        if (!arguments.isEmpty()) {
            throw new PickleException("the pickle makes a dictionary that is not empty to begin with");
        }
        return new LinkedHashMap<>();
    }

    /** {@code _rebuild_tensor_v2(storage, offset, size, stride, requires_grad, backward_hooks, metadata)}. */
    private static Object tensor(List<Object> arguments) throws PickleException {
        if (arguments.size() >= REBUILD_V1_ARGUMENTS && arguments.get(0) instanceof Storage storage) {
            ElementType type = storage.type().element();
            if (type != null) {
                return view(storage, type, arguments);
            }
        }
        throw new PickleException("the pickle makes a tensor of what is not a storage with a type");
    }

    /** {@code _rebuild_tensor_v3(storage, offset, size, stride, requires_grad, backward_hooks, dtype, metadata)}. */
    private static Object tensorOfType(List<Object> arguments) throws PickleException {
        if (arguments.size() >= REBUILD_V3_ARGUMENTS
                && arguments.get(0) instanceof Storage storage
                && storage.type() == StorageType.UNTYPED
                && arguments.get(DTYPE_ARGUMENT) instanceof StorageType dtype) {
            ElementType type = dtype.element();
            if (type != null) {
                return view(storage, type, arguments);
            }
        }
        throw new PickleException("the pickle makes a tensor of what is not an untyped storage and a type");
    }

    private static TensorView view(Storage storage, ElementType type, List<Object> arguments) throws PickleException {
        if (!(arguments.get(1) instanceof Long offset)) {
            throw new PickleException("the pickle makes a tensor whose offset is no integer");
        }
        try {
            return new TensorView(storage, type, offset, Shape.of(longs(arguments.get(2))), longs(arguments.get(3)));
        } catch (IllegalArgumentException e) {
            throw new PickleException("a tensor on storage " + storage.key() + " " + e.getMessage());
        }
    }

    /** {@code _rebuild_parameter(data, requires_grad, backward_hooks)}. */
    private static Object parameter(List<Object> arguments) throws PickleException {
        if (!arguments.isEmpty() && arguments.get(0) instanceof TensorView view) {
            return view;
        }
        throw new PickleException("the pickle makes a parameter of what is not a tensor");
    }

    private static long[] longs(Object value) throws PickleException {
        if (!(value instanceof Tuple tuple) || tuple.items().size() > MAX_RANK) {
            throw new PickleException("the pickle has a size or stride that is no tuple of up to 64 numbers");
        }
        long[] numbers = new long[tuple.items().size()];
        for (int i = 0; i < numbers.length; i++) {
            if (!(tuple.items().get(i) instanceof Long number)) {
                throw new PickleException("the pickle has a size or stride that is no integer");
            }
            numbers[i] = number;
        }
        return numbers;
    }
}
