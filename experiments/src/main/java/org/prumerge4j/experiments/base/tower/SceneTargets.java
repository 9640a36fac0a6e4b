package org.prumerge4j.experiments.base.tower;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.shapes.scene.Pair;
import org.prumerge4j.experiments.shapes.scene.Scene;
import org.prumerge4j.experiments.shapes.scene.SceneGenerator;
import org.prumerge4j.experiments.shapes.scene.SceneObject;
import org.prumerge4j.experiments.shapes.scene.SceneText;

/**
 * What a tower should know about some images, as weighted targets. Patches that stand for a {@link Thing} tell what it
 * is and where; all others are background. [CLS] tells which pairs of colour and shape there are, how many objects, and
 * which characters.
 */
final class SceneTargets {
    /** A shape, a character, or background. */
    static final int KINDS = Thing.SHAPES + SceneText.ALPHABET.length() + 1;
    /** A colour, a place in a text, or background. */
    static final int LOOKS = Thing.COLORS + SceneGenerator.MAX_CHARACTERS + 1;
    /** A texture, or none. */
    static final int SURFACES = 4;
    /** A size, or none. */
    static final int EXTENTS = 3;
    /** Column and row in the image, and relative to the patch. */
    static final int PLACES = 4;

    static final int PAIRS = Pair.all().size();
    static final int CHARACTERS = SceneText.ALPHABET.length();
    static final int COUNTS = SceneGenerator.MAX_OBJECTS;
    /** Columns of a yes-or-no target. */
    static final int TWO = 2;

    private static final List<Pair> ALL_PAIRS = Pair.all();
    /** Weights of targets; an image has about 25 of weighted patches and 6 that stand for a thing. */
    private static final float PATCH = 1 / 25f;

    private static final float BACKGROUND = 0.1f * PATCH;
    private static final float KIND = 3;
    private static final float PLACE = 9 / 6f;
    private static final float OFFSET = 0.3f / 6f;
    private static final double PLACE_UNIT = 40;
    private static final double OFFSET_UNIT = 4;
    private static final float PAIR = 8f / PAIRS;
    private static final float PRESENT_PAIR = 4 * PAIR;
    private static final float CHARACTER = 6f / CHARACTERS;

    final float[] kinds;
    final float[] looks;
    final float[] surfaces;
    final float[] extents;
    final float[] places;
    final float[] placeWeights;
    final float[] pairs;
    final float[] counts;
    final float[] characters;

    private final int grid;
    private final int patchSize;

    /**
     * Targets of some images.
     *
     * @param grid patches along an edge
     * @param patchSize pixels of a patch's edge
     */
    SceneTargets(List<Scene> scenes, int grid, int patchSize) {
        this.grid = grid;
        this.patchSize = patchSize;
        int images = scenes.size();
        int rows = images * (1 + grid * grid);
        kinds = new float[rows * KINDS];
        looks = new float[rows * LOOKS];
        surfaces = new float[rows * SURFACES];
        extents = new float[rows * EXTENTS];
        places = new float[rows * PLACES];
        placeWeights = new float[rows * PLACES];
        pairs = new float[images * PAIRS * TWO];
        counts = new float[images * COUNTS];
        characters = new float[images * CHARACTERS * TWO];
        for (int image = 0; image < images; image++) {
            Scene scene = scenes.get(image);
            patches(Thing.of(scene), image * (1 + grid * grid) + 1);
            whole(scene, image);
        }
    }

    private void patches(List<Thing> things, int firstRow) {
        for (int patch = 0; patch < grid * grid; patch++) {
            double x = (patch % grid + 0.5) * patchSize;
            int gridRow = patch / grid;
            double y = (gridRow + 0.5) * patchSize;
            int row = firstRow + patch;
            Thing shown = shown(things, x, y);
            if (shown == null) {
                kinds[row * KINDS + KINDS - 1] = KIND * BACKGROUND;
                looks[row * LOOKS + LOOKS - 1] = BACKGROUND;
                surfaces[row * SURFACES + SURFACES - 1] = BACKGROUND;
                extents[row * EXTENTS + EXTENTS - 1] = BACKGROUND;
            } else {
                tell(shown, row, x, y);
            }
        }
    }

    private @Nullable Thing shown(List<Thing> things, double x, double y) {
        Thing nearest = null;
        double least = Double.MAX_VALUE;
        for (Thing thing : things) {
            double distance = Math.hypot(thing.x() - x, thing.y() - y);
            if (thing.shownBy(x, y, patchSize) && distance < least) {
                least = distance;
                nearest = thing;
            }
        }
        return nearest;
    }

    private void tell(Thing thing, int row, double x, double y) {
        kinds[row * KINDS + thing.kind()] = KIND * PATCH;
        looks[row * LOOKS + thing.look()] = PATCH;
        int surface = thing.surface() == Thing.NONE ? SURFACES - 1 : thing.surface();
        surfaces[row * SURFACES + surface] = PATCH;
        int extent = thing.extent() == Thing.NONE ? EXTENTS - 1 : thing.extent();
        extents[row * EXTENTS + extent] = PATCH;
        double middle = Scene.SIDE / 2.0;
        double[] wanted = {
            (thing.x() - middle) / PLACE_UNIT,
            (thing.y() - middle) / PLACE_UNIT,
            (thing.x() - x) / OFFSET_UNIT,
            (thing.y() - y) / OFFSET_UNIT
        };
        for (int i = 0; i < PLACES; i++) {
            places[row * PLACES + i] = (float) wanted[i];
            placeWeights[row * PLACES + i] = i < TWO ? PLACE : OFFSET;
        }
    }

    private void whole(Scene scene, int image) {
        for (int i = 0; i < PAIRS; i++) {
            boolean present = scene.holds(ALL_PAIRS.get(i));
            pairs[(image * PAIRS + i) * TWO + (present ? 0 : 1)] = present ? PRESENT_PAIR : PAIR;
        }
        List<SceneObject> objects = scene.objects();
        counts[image * COUNTS + objects.size() - 1] = 1;
        SceneText text = scene.text();
        for (int i = 0; i < CHARACTERS; i++) {
            boolean present = text != null && text.text().indexOf(SceneText.ALPHABET.charAt(i)) >= 0;
            characters[(image * CHARACTERS + i) * TWO + (present ? 0 : 1)] = CHARACTER;
        }
    }
}
