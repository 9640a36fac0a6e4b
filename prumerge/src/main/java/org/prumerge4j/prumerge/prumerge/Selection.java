package org.prumerge4j.prumerge.prumerge;

import java.util.Arrays;

/**
 * What is kept and what is not.
 *
 * <p>Arrays are shared, not copied.
 */
final class Selection {
    private final int[] centres;
    private final int[] pruned;
    private final int[] repeats;

    /**
     * A selection.
     *
     * @param patches number of patches N
     * @param centres kept patches in order; may repeat
     * @param asReference whether as many of the lowest pruned patches are forgotten as there are repetitions
     */
    Selection(int patches, int[] centres, boolean asReference) {
        this.centres = centres;
        this.repeats = new int[patches];
        for (int centre : centres) {
            repeats[centre]++;
        }
        int distinct = (int) Arrays.stream(repeats).filter(count -> count > 0).count();
        int forgotten = asReference ? centres.length - distinct : 0;
        int[] all = new int[patches - distinct];
        int filled = 0;
        for (int patch = 0; patch < patches; patch++) {
            if (repeats[patch] == 0) {
                all[filled] = patch;
                filled++;
            }
        }
        this.pruned = Arrays.copyOfRange(all, Math.min(forgotten, all.length), all.length);
    }

    /** Kept patches in order. */
    int[] centres() {
        return centres;
    }

    /** Patches that are not kept, ascending. */
    int[] pruned() {
        return pruned;
    }

    /** How often each patch is kept, [N]. */
    int[] repeats() {
        return repeats;
    }
}
