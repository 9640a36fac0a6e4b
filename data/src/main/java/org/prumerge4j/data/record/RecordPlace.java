package org.prumerge4j.data.record;

/**
 * Where a record stands in its file.
 *
 * @param index its number in the array, from 0
 * @param offset bytes before its opening brace; -1 if the file is not in UTF-8
 * @param length bytes from there to its closing brace, both included
 */
public record RecordPlace(int index, long offset, long length) {}
