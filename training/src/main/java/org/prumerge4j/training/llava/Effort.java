package org.prumerge4j.training.llava;

/**
 * What making visual tokens has taken so far.
 *
 * @param images images that went through tower and reducer
 * @param towerSeconds time in the tower
 * @param reducerSeconds time in the reducer
 */
public record Effort(long images, double towerSeconds, double reducerSeconds) {
    /** What has been added since an earlier moment. */
    public Effort minus(Effort earlier) {
        return new Effort(
                images - earlier.images, towerSeconds - earlier.towerSeconds, reducerSeconds - earlier.reducerSeconds);
    }
}
