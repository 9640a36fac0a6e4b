package org.prumerge4j.training.checkpoint;

/**
 * What went into the batches of a run, beyond tokens.
 *
 * @param images images of the samples, each as often as it was used
 * @param patches their visual tokens before reduction
 * @param visualTokens their visual tokens after it
 * @param paddingAvoided tokens that padding every sample to the longest of its micro-batch would have added
 * @param leftOut samples left out because their image cannot be read
 * @param referenceMismatches samples that LLaVA's own labelling would have left without supervision
 * @param towerImages images that went through the vision tower; the others were remembered
 * @param readSeconds time training waited for samples and pixels
 * @param towerSeconds time in the vision tower
 * @param reducerSeconds time in the reducer
 */
public record BatchWork(
        long images,
        long patches,
        long visualTokens,
        long paddingAvoided,
        long leftOut,
        long referenceMismatches,
        long towerImages,
        double readSeconds,
        double towerSeconds,
        double reducerSeconds) {
    /** Nothing. */
    public static final BatchWork NONE = new BatchWork(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** The sum of both. */
    public BatchWork plus(BatchWork other) {
        return new BatchWork(
                images + other.images,
                patches + other.patches,
                visualTokens + other.visualTokens,
                paddingAvoided + other.paddingAvoided,
                leftOut + other.leftOut,
                referenceMismatches + other.referenceMismatches,
                towerImages + other.towerImages,
                readSeconds + other.readSeconds,
                towerSeconds + other.towerSeconds,
                reducerSeconds + other.reducerSeconds);
    }
}
