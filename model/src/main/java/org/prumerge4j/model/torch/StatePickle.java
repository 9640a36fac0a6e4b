package org.prumerge4j.model.torch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.prumerge4j.model.tensor.Shape;
import org.prumerge4j.model.tensor.TensorInfo;

/** Writes the pickle (protocol 2) of a dictionary of contiguous tensors, each on a storage of its own. */
final class StatePickle {
    private static final int PROTOCOL = 2;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private StatePickle() {}

    /** The pickle; the storage of the i-th tensor is called i. */
    static byte[] of(List<TensorInfo> tensors) {
        StatePickle pickle = new StatePickle();
        pickle.write(0x80, PROTOCOL, '}', '(');
        for (int i = 0; i < tensors.size(); i++) {
            pickle.text(tensors.get(i).name());
            pickle.tensor(tensors.get(i), Integer.toString(i));
        }
        pickle.write('u', '.');
        return pickle.out.toByteArray();
    }

    private void tensor(TensorInfo info, String key) {
        StorageType storage = StorageType.ofElement(info.type())
                .orElseThrow(() -> new IllegalArgumentException(
                        "tensor " + info.name() + " of type " + info.type() + " has no storage in PyTorch"));
        global("torch._utils", "_rebuild_tensor_v2");
        write('(');
        write('(');
        text("storage");
        global("torch", storage.className());
        text(key);
        text("cpu");
        integer(info.shape().elements());
        write('t', 'Q');
        integer(0);
        tuple(info.shape().toArray());
        tuple(strides(info.shape()));
        write(0x89);
        global("collections", "OrderedDict");
        write(')', 'R', 't', 'R');
    }

    private static long[] strides(Shape shape) {
        long[] strides = new long[shape.rank()];
        long stride = 1;
        for (int axis = strides.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= Math.max(1, shape.size(axis));
        }
        return strides;
    }

    private void tuple(long[] numbers) {
        write('(');
        for (long number : numbers) {
            integer(number);
        }
        write('t');
    }

    private void integer(long number) {
        if (number <= Integer.MAX_VALUE) {
            write('J');
            out.writeBytes(little(Integer.BYTES).putInt((int) number).array());
        } else {
            write(0x8a, Long.BYTES);
            out.writeBytes(little(Long.BYTES).putLong(number).array());
        }
    }

    private void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        write('X');
        out.writeBytes(little(Integer.BYTES).putInt(utf8.length).array());
        out.writeBytes(utf8);
    }

    private void global(String module, String name) {
        write('c');
        out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private void write(int... opcodes) {
        for (int opcode : opcodes) {
            out.write(opcode);
        }
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
