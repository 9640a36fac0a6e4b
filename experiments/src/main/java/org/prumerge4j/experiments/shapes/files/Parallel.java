package org.prumerge4j.experiments.shapes.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;

/** Work on many indices at once whose results come in order. */
final class Parallel {
    private Parallel() {}

    /** What is done for an index. */
    @FunctionalInterface
    interface Work<T> {
        /** The result for an index. */
        T of(int index) throws IOException;
    }

    /** The results for 0 up to but without the end. */
    static <T> List<T> map(int end, Work<T> work) throws IOException {
        try {
            return IntStream.range(0, end)
                    .parallel()
                    .mapToObj(index -> {
                        try {
                            return work.of(index);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
