package org.prumerge4j.experiments.data;

import org.jspecify.annotations.Nullable;

/**
 * One thing found.
 *
 * @param kind what kind of thing
 * @param record number of the record in the file, from 0; of the first with this image if it is about the image
 * @param id id of the record, if it has one
 * @param image path of the image, if it is about the image
 * @param detail the whole story
 */
public record Finding(FindingKind kind, int record, @Nullable String id, @Nullable String image, String detail) {}
