package org.prumerge4j.experiments.shapes.scene;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Draws scenes by lot. The scene of a split and an index depends on the seed and these two alone, so scenes can be made
 * in any order and by any number of threads.
 *
 * <p>Number of objects, colours, shapes and sizes are each evenly distributed, positions over the whole image: that is
 * what keeps the answers balanced. Half of the objects are plain, a quarter striped, a quarter dotted; half of the
 * scenes have a text of 2 to 4 characters; half are cluttered.
 */
public final class SceneGenerator {
    /** Most objects in a scene. */
    public static final int MAX_OBJECTS = 5;
    /** Fewest characters of a text. */
    public static final int MIN_CHARACTERS = 2;
    /** Most characters of a text. */
    public static final int MAX_CHARACTERS = 4;

    private static final int HALF_PIXELS = 2 * Scene.SIDE;
    /** Half pixels kept free at the border of the image and between objects. */
    private static final int MARGIN = 8;

    private static final int PLACEMENTS = 60;
    private static final int DARKEST = 14;
    private static final int BRIGHTEST = 50;
    private static final int TINT = 8;

    private final long seed;

    /** Scenes of a seed. */
    public SceneGenerator(long seed) {
        this.seed = seed;
    }

    /** The scene with an index of a split. */
    public Scene scene(Split split, int index) {
        for (int attempt = 0; ; attempt++) {
            Scene scene = draw(WorldRandom.of(seed, split.key(), index, attempt));
            if (split.holds(scene)) {
                return scene;
            }
        }
    }

    private static Scene draw(WorldRandom random) {
        Backdrop backdrop = backdrop(random);
        List<Pair> pairs = pairs(random, random.between(1, MAX_OBJECTS));
        List<SceneObject> unplaced = new ArrayList<>();
        for (Pair pair : pairs) {
            ObjectSize size = random.pick(List.of(ObjectSize.values()));
            int radius = random.between(size.smallestRadius(), size.largestRadius());
            unplaced.add(new SceneObject(pair, size, texture(random), 0, 0, radius));
        }
        String text = random.oneIn(2) ? text(random) : "";
        // What is in a scene is never given up for want of room: only places are drawn again, or crowded scenes would
        // have smaller objects and no text.
        Scene scene = null;
        while (scene == null) {
            scene = placed(random, backdrop, unplaced, text);
        }
        return scene;
    }

    private static List<Pair> pairs(WorldRandom random, int count) {
        List<Pair> lots = new ArrayList<>(Pair.all());
        lots.addAll(Pair.all().stream().filter(Pair::popular).toList());
        List<Pair> chosen = new ArrayList<>();
        while (chosen.size() < count) {
            Pair pair = random.pick(lots);
            if (!chosen.contains(pair)) {
                chosen.add(pair);
            }
        }
        return chosen;
    }

    private static Texture texture(WorldRandom random) {
        return random.pick(List.of(Texture.PLAIN, Texture.PLAIN, Texture.STRIPED, Texture.DOTTED));
    }

    private static String text(WorldRandom random) {
        StringBuilder text = new StringBuilder();
        int length = random.between(MIN_CHARACTERS, MAX_CHARACTERS);
        for (int i = 0; i < length; i++) {
            text.append(SceneText.ALPHABET.charAt(random.below(SceneText.ALPHABET.length())));
        }
        return text.toString();
    }

    private static @Nullable Scene placed(
            WorldRandom random, Backdrop backdrop, List<SceneObject> unplaced, String characters) {
        SceneText text = characters.isEmpty() ? null : place(random, characters);
        List<SceneObject> placed = new ArrayList<>();
        for (SceneObject object : unplaced) {
            SceneObject found = place(random, object, placed, text);
            if (found == null) {
                return null;
            }
            placed.add(found);
        }
        return new Scene(backdrop, placed, text);
    }

    private static SceneText place(WorldRandom random, String text) {
        int free = MARGIN / 2;
        int x = random.between(free, Scene.SIDE - free - SceneText.width(text.length()));
        int y = random.between(free, Scene.SIDE - free - SceneText.CHARACTER_HEIGHT);
        return new SceneText(text, x, y);
    }

    private static @Nullable SceneObject place(
            WorldRandom random, SceneObject object, List<SceneObject> others, @Nullable SceneText text) {
        int border = object.radius() + MARGIN;
        for (int attempt = 0; attempt < PLACEMENTS; attempt++) {
            int x = random.between(border, HALF_PIXELS - border);
            int y = random.between(border, HALF_PIXELS - border);
            SceneObject candidate =
                    new SceneObject(object.pair(), object.size(), object.texture(), x, y, object.radius());
            if (others.stream().noneMatch(other -> touch(candidate, other))
                    && (text == null || !touch(candidate, text))) {
                return candidate;
            }
        }
        return null;
    }

    private static boolean touch(SceneObject a, SceneObject b) {
        int distance = a.radius() + b.radius() + MARGIN;
        int dx = a.x() - b.x();
        int dy = a.y() - b.y();
        return dx * dx + dy * dy < distance * distance;
    }

    private static boolean touch(SceneObject object, SceneText text) {
        int room = object.radius() + MARGIN;
        return object.x() > 2 * text.x() - room
                && object.x() < 2 * (text.x() + text.width()) + room
                && object.y() > 2 * text.y() - room
                && object.y() < 2 * (text.y() + SceneText.CHARACTER_HEIGHT) + room;
    }

    private static Backdrop backdrop(WorldRandom random) {
        int brightness = random.between(DARKEST, BRIGHTEST);
        int rgb = 0;
        for (int channel = 0; channel < 3; channel++) {
            rgb = (rgb << Byte.SIZE) | (brightness + random.between(-TINT, TINT));
        }
        long grainSeed = random.bits();
        if (random.oneIn(2)) {
            return new Backdrop(rgb, List.of(), List.of(), random.below(2), grainSeed);
        }
        List<Backdrop.Line> lines = new ArrayList<>();
        int lineCount = random.between(2, 6);
        for (int i = 0; i < lineCount; i++) {
            int faint = random.oneIn(2) ? 12 : -12;
            lines.add(new Backdrop.Line(place(random), place(random), place(random), place(random), faint));
        }
        List<Backdrop.Speck> specks = new ArrayList<>();
        int speckCount = random.between(3, 8);
        for (int i = 0; i < speckCount; i++) {
            specks.add(new Backdrop.Speck(place(random), place(random), random.between(1, 3), random.between(20, 45)));
        }
        return new Backdrop(rgb, lines, specks, random.between(1, 3), grainSeed);
    }

    private static int place(WorldRandom random) {
        return random.below(Scene.SIDE);
    }
}
