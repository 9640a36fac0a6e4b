package org.prumerge4j.model.torch;

/**
 * A block of values that tensors are views of.
 *
 * @param key name of the archive entry that holds it
 * @param type how its values are stored; {@link StorageType#UNTYPED} if the tensors say that themselves
 * @param elements number of values, of bytes if untyped
 */
record Storage(String key, StorageType type, long elements) {}
