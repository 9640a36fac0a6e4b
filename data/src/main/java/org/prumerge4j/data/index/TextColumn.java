package org.prumerge4j.data.index;

import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Many short texts in one array of bytes: a third of what as many strings take. */
final class TextColumn {
    private static final int FIRST_BYTES = 1024;
    private static final int FIRST_TEXTS = 64;

    private byte[] bytes = new byte[FIRST_BYTES];
    private int[] ends = new int[FIRST_TEXTS];
    private int size;

    /** @throws IllegalStateException if all texts together have more than 2 GiB */
    void add(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int begin = begin(size);
        if (utf8.length > Integer.MAX_VALUE - Byte.SIZE - begin) {
            throw new IllegalStateException("the ids of the records have more than 2 GiB");
        }
        int end = begin + utf8.length;
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - Byte.SIZE, Math.max(end, 2L * end)));
        }
        System.arraycopy(utf8, 0, bytes, begin, utf8.length);
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, 2 * size);
        }
        ends[size++] = end;
    }

    String get(int index) {
        Objects.checkIndex(index, size);
        int begin = begin(index);
        return new String(bytes, begin, ends[index] - begin, StandardCharsets.UTF_8);
    }

    /** Gives back what growing took too much. */
    void trim() {
        bytes = Arrays.copyOf(bytes, begin(size));
        ends = Arrays.copyOf(ends, size);
    }

    /** All texts; each is made when it is asked for. */
    List<String> asList() {
        return new AbstractList<>() {
            @Override
            public String get(int index) {
                return TextColumn.this.get(index);
            }

            @Override
            public int size() {
                return size;
            }
        };
    }

    private int begin(int index) {
        return index == 0 ? 0 : ends[index - 1];
    }
}
