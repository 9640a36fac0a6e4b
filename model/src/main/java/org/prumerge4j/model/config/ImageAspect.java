package org.prumerge4j.model.config;

/** What was done to images that are not square when a model was trained. */
public enum ImageAspect {
    /** Padded to a square with the mean colour. */
    PAD("pad"),
    /** The shorter edge resized, the longer one cropped. */
    CROP("square");

    private final String spelling;

    ImageAspect(String spelling) {
        this.spelling = spelling;
    }

    /** How LLaVA's {@code image_aspect_ratio} spells it. */
    public String spelling() {
        return spelling;
    }
}
