package org.prumerge4j.model.torch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Pickles put together instruction by instruction, for tests. */
final class PickleBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    byte[] bytes() {
        return out.toByteArray();
    }

    PickleBytes raw(int... bytes) {
        for (int value : bytes) {
            out.write(value);
        }
        return this;
    }

    PickleBytes text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.write('X');
        out.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(utf8.length)
                .array());
        out.writeBytes(utf8);
        return this;
    }

    PickleBytes global(String module, String name) {
        out.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
        return this;
    }

    PickleBytes number(long value) {
        raw(0x8a, 8);
        out.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
        return this;
    }

    PickleBytes tensor(String storage, String key, long elements, long offset, long[] size, long[] strides) {
        global("torch._utils", "_rebuild_tensor_v2").raw('(', '(').text("storage");
        global("torch", storage).text(key).text("cpu").number(elements).raw('t', 'Q');
        number(offset).tuple(size).tuple(strides).raw(0x89);
        return global("collections", "OrderedDict").raw(')', 'R').raw('t', 'R');
    }

    private PickleBytes tuple(long[] numbers) {
        raw('(');
        for (long number : numbers) {
            number(number);
        }
        return raw('t');
    }
}
