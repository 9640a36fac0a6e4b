package org.prumerge4j.model.clip;

/**
 * What the vision tower knows about one image; arrays are row by row and not copied.
 *
 * @param features patch features {@code [patches, hidden]}, [CLS] left out
 * @param keys keys of the last layer {@code [1 + patches, hidden]}, row 0 is [CLS]
 * @param classQuery unscaled query of [CLS] in the last layer {@code [hidden]}
 */
@SuppressWarnings("ArrayRecordComponent") // Large, and read element by element.
public record EncodedImage(float[] features, float[] keys, float[] classQuery) {}
