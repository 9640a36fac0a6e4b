package org.prumerge4j.experiments.shapes.draw;

import org.prumerge4j.data.image.RgbImage;
import org.prumerge4j.experiments.shapes.scene.Backdrop;
import org.prumerge4j.experiments.shapes.scene.Scene;
import org.prumerge4j.experiments.shapes.scene.SceneObject;
import org.prumerge4j.experiments.shapes.scene.SceneText;
import org.prumerge4j.experiments.shapes.scene.Texture;
import org.prumerge4j.experiments.shapes.scene.WorldRandom;

/** Paints scenes: backdrop, objects, text, grain over everything. Whole numbers only, so that bytes never differ. */
public final class SceneRenderer {
    private static final int TEXT_COLOR = 0xE6E6E6;
    /** Pixels of a side of a point of the font. */
    private static final int FONT_SCALE = SceneText.CHARACTER_WIDTH / BitmapFont.COLUMNS;
    /** Pixels after which stripes and dots repeat. */
    private static final int TEXTURE_PERIOD = 4;

    private static final int DARK_PERCENT = 50;

    private SceneRenderer() {}

    /** The image of a scene, {@link Scene#SIDE} pixels wide and high. */
    public static RgbImage render(Scene scene) {
        Backdrop backdrop = scene.backdrop();
        Canvas canvas = new Canvas(Scene.SIDE, Scene.SIDE, backdrop.rgb());
        for (Backdrop.Line line : backdrop.lines()) {
            int rgb = Canvas.brightened(backdrop.rgb(), line.brightness());
            canvas.line(line.x1(), line.y1(), line.x2(), line.y2(), rgb);
        }
        for (Backdrop.Speck speck : backdrop.specks()) {
            int rgb = Canvas.brightened(backdrop.rgb(), speck.brightness());
            canvas.rectangle(speck.x(), speck.y(), speck.side(), speck.side(), rgb);
        }
        for (SceneObject object : scene.objects()) {
            paint(canvas, object);
        }
        SceneText text = scene.text();
        if (text != null) {
            paint(canvas, text);
        }
        grain(canvas, backdrop);
        return canvas.image();
    }

    private static void paint(Canvas canvas, SceneObject object) {
        int left = (object.x() - object.radius()) / 2;
        int top = (object.y() - object.radius()) / 2;
        int side = object.radius() + 2;
        int dark = Canvas.shaded(object.color().rgb(), DARK_PERCENT);
        for (int y = top; y < top + side; y++) {
            for (int x = left; x < left + side; x++) {
                // The centre of a pixel is half a pixel off its corner.
                int dx = 2 * x + 1 - object.x();
                int dy = 2 * y + 1 - object.y();
                if (Outline.contains(object.shape(), dx, dy, object.radius())) {
                    canvas.set(
                            x,
                            y,
                            dark(object.texture(), x - left, y - top)
                                    ? dark
                                    : object.color().rgb());
                }
            }
        }
    }

    private static boolean dark(Texture texture, int x, int y) {
        boolean lower = y % TEXTURE_PERIOD >= TEXTURE_PERIOD / 2;
        boolean right = x % TEXTURE_PERIOD >= TEXTURE_PERIOD / 2;
        return switch (texture) {
            case PLAIN -> false;
            case STRIPED -> lower;
            case DOTTED -> lower && right;
        };
    }

    private static void paint(Canvas canvas, SceneText text) {
        for (int i = 0; i < text.text().length(); i++) {
            int left = text.x() + i * (SceneText.CHARACTER_WIDTH + SceneText.GAP);
            for (int row = 0; row < BitmapFont.ROWS; row++) {
                for (int column = 0; column < BitmapFont.COLUMNS; column++) {
                    if (BitmapFont.painted(text.text().charAt(i), column, row)) {
                        int x = left + column * FONT_SCALE;
                        int y = text.y() + row * FONT_SCALE;
                        canvas.rectangle(x, y, FONT_SCALE, FONT_SCALE, TEXT_COLOR);
                    }
                }
            }
        }
    }

    private static void grain(Canvas canvas, Backdrop backdrop) {
        if (backdrop.grain() == 0) {
            return;
        }
        WorldRandom random = WorldRandom.of(backdrop.grainSeed());
        for (int y = 0; y < Scene.SIDE; y++) {
            for (int x = 0; x < Scene.SIDE; x++) {
                canvas.brighten(x, y, random.between(-backdrop.grain(), backdrop.grain()));
            }
        }
    }
}
