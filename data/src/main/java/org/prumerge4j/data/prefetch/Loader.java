package org.prumerge4j.data.prefetch;

import java.io.IOException;

/** Makes an item; called by several threads at once. */
@FunctionalInterface
public interface Loader<K, V> {
    /** The item of a key. */
    V load(K key) throws IOException;
}
