package org.prumerge4j.model.torch;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the pickles of state dictionaries. It knows a few opcodes and nothing that could be called: what a pickle names
 * is either one of the constructors of {@link Globals}, which are written in Java here, or the file is refused.
 */
final class Unpickler {
    /** What a pickle's None becomes. */
    static final Object NONE = new Object() {
        @Override
        public String toString() {
            return "None";
        }
    };

    private static final int HIGHEST_PROTOCOL = 5;
    /** Bounds the memory a hostile pickle can take; a 7B shard has about ten thousand. */
    private static final int MAX_INSTRUCTIONS = 5_000_000;

    private final ByteBuffer in;
    private final List<Object> stack = new ArrayList<>();
    private final Deque<Integer> marks = new ArrayDeque<>();
    private final Map<Integer, Object> memo = new HashMap<>();

    private Unpickler(ByteBuffer in) {
        this.in = in;
    }

    /** The elements of a Python tuple. */
    record Tuple(List<Object> items) {}

    /**
     * Reads one pickle.
     *
     * @throws PickleException if it is damaged or asks for anything but tensors
     */
    static Object read(ByteBuffer pickle) throws PickleException {
        Unpickler unpickler = new Unpickler(pickle.duplicate().order(ByteOrder.LITTLE_ENDIAN));
        try {
            return unpickler.run();
        } catch (BufferUnderflowException e) {
            throw new PickleException("the pickle ends in the middle");
        }
    }

    private Object run() throws PickleException {
        for (int instruction = 0; instruction < MAX_INSTRUCTIONS; instruction++) {
            int at = in.position();
            int opcode = Byte.toUnsignedInt(in.get());
            if (opcode == '.') {
                return pop();
            }
            if (!values(opcode) && !containers(opcode) && !memory(opcode)) {
                throw new PickleException(String.format(
                        "the pickle has the instruction 0x%02x at byte %d, which no state dictionary needs",
                        opcode, at));
            }
        }
        throw new PickleException("the pickle has more than " + MAX_INSTRUCTIONS + " instructions");
    }

    private boolean values(int opcode) throws PickleException {
        switch (opcode) {
            case 0x80 -> protocol();
            case 0x95 -> in.getLong();
            case 'N' -> push(NONE);
            case 0x88 -> push(true);
            case 0x89 -> push(false);
            case 'J' -> push((long) in.getInt());
            case 'K' -> push((long) Byte.toUnsignedInt(in.get()));
            case 'M' -> push((long) Short.toUnsignedInt(in.getShort()));
            case 0x8a -> push(longInteger(Byte.toUnsignedInt(in.get())));
            case 'G' -> push(bigEndianDouble());
            case 'X' -> push(text(in.getInt()));
            case 0x8c, 'U' -> push(text(Byte.toUnsignedInt(in.get())));
            case 'T' -> push(text(in.getInt()));
            case 'c' -> push(Globals.find(line(), line()));
            case 0x93 -> stackGlobal();
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean containers(int opcode) throws PickleException {
        switch (opcode) {
            case '(' -> marks.push(stack.size());
            case 't' -> push(new Tuple(popToMark()));
            case ')' -> push(new Tuple(List.of()));
            case 0x85 -> push(new Tuple(popLast(1)));
            case 0x86 -> push(new Tuple(popLast(2)));
            case 0x87 -> push(new Tuple(popLast(3)));
            case ']' -> push(new ArrayList<>());
            case '}' -> push(new LinkedHashMap<>());
            case 'a' -> append(popLast(1));
            case 'e' -> append(popToMark());
            case 's' -> setItems(popLast(2));
            case 'u' -> setItems(popToMark());
            case 'R' -> reduce();
            case 'b' -> build();
            case 'Q' -> push(Globals.persistent(pop()));
            case '0' -> pop();
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean memory(int opcode) throws PickleException {
        switch (opcode) {
            case 'q' -> memo.put(Byte.toUnsignedInt(in.get()), peek());
            case 'r' -> memo.put(in.getInt(), peek());
            case 0x94 -> memo.put(memo.size(), peek());
            case 'h' -> push(remembered(Byte.toUnsignedInt(in.get())));
            case 'j' -> push(remembered(in.getInt()));
            default -> {
                return false;
            }
        }
        return true;
    }

    private void protocol() throws PickleException {
        int protocol = Byte.toUnsignedInt(in.get());
        if (protocol < 2 || protocol > HIGHEST_PROTOCOL) {
            throw new PickleException("the pickle has protocol " + protocol + "; supported are 2 to 5");
        }
    }

    private long longInteger(int bytes) throws PickleException {
        if (bytes > Long.BYTES) {
            throw new PickleException("the pickle holds an integer of " + bytes + " bytes");
        }
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= Byte.toUnsignedLong(in.get()) << (8 * i);
        }
        int unused = Long.SIZE - 8 * bytes;
        return bytes == 0 ? 0 : value << unused >> unused;
    }

    private double bigEndianDouble() {
        return Double.longBitsToDouble(Long.reverseBytes(in.getLong()));
    }

    private String text(int bytes) throws PickleException {
        if (bytes < 0 || bytes > in.remaining()) {
            throw new PickleException("the pickle holds a text longer than itself");
        }
        byte[] utf8 = new byte[bytes];
        in.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private String line() {
        int start = in.position();
        byte next;
        do {
            next = in.get();
        } while (next != '\n');
        byte[] utf8 = new byte[in.position() - start - 1];
        in.get(start, utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private void stackGlobal() throws PickleException {
        List<Object> names = popLast(2);
        if (names.get(0) instanceof String module && names.get(1) instanceof String name) {
            push(Globals.find(module, name));
        } else {
            throw new PickleException("the pickle names something by what is not a name");
        }
    }

    private void append(List<Object> items) throws PickleException {
        if (!(peek() instanceof List<?>)) {
            throw new PickleException("the pickle appends to what is not a list");
        }
        @SuppressWarnings("unchecked")
        List<Object> list = (List<Object>) peek();
        list.addAll(items);
    }

    private void setItems(List<Object> items) throws PickleException {
        if (!(peek() instanceof Map<?, ?>) || items.size() % 2 != 0) {
            throw new PickleException("the pickle sets items of what is not a dictionary");
        }
        @SuppressWarnings("unchecked")
        Map<Object, Object> map = (Map<Object, Object>) peek();
        for (int i = 0; i < items.size(); i += 2) {
            Object key = items.get(i);
            if (!(key instanceof String) && !(key instanceof Long)) {
                throw new PickleException("the pickle has a dictionary whose keys are neither texts nor integers");
            }
            map.put(key, items.get(i + 1));
        }
    }

    private void reduce() throws PickleException {
        List<Object> call = popLast(2);
        if (call.get(0) instanceof Globals.Constructor constructor && call.get(1) instanceof Tuple arguments) {
            push(constructor.construct(arguments.items()));
        } else {
            throw new PickleException("the pickle calls what cannot be called");
        }
    }

    /** Modules attach version numbers to their dictionaries; nothing else is needed, and nothing else is accepted. */
    private void build() throws PickleException {
        pop();
        if (!(peek() instanceof Map<?, ?>)) {
            throw new PickleException("the pickle sets attributes of what is not a dictionary");
        }
    }

    private void push(Object value) {
        stack.add(value);
    }

    private Object pop() throws PickleException {
        return popLast(1).get(0);
    }

    private Object peek() throws PickleException {
        if (stack.size() <= floor()) {
            throw new PickleException("the pickle takes more than it put");
        }
        return stack.get(stack.size() - 1);
    }

    private List<Object> popLast(int count) throws PickleException {
        if (stack.size() - floor() < count) {
            throw new PickleException("the pickle takes more than it put");
        }
        return cut(stack.size() - count);
    }

    private List<Object> popToMark() throws PickleException {
        Integer mark = marks.poll();
        if (mark == null) {
            throw new PickleException("the pickle closes what it did not open");
        }
        return cut(mark);
    }

    private List<Object> cut(int from) {
        List<Object> tail = stack.subList(from, stack.size());
        List<Object> items = new ArrayList<>(tail);
        tail.clear();
        return items;
    }

    /** Below the last mark nothing may be taken. */
    private int floor() {
        Integer mark = marks.peek();
        return mark == null ? 0 : mark;
    }

    private Object remembered(int key) throws PickleException {
        @Nullable Object value = memo.get(key);
        if (value == null) {
            throw new PickleException("the pickle refers to entry " + key + ", which it did not store");
        }
        return value;
    }
}
