package org.prumerge4j.experiments.shapes.files;

import static org.prumerge4j.experiments.shapes.files.JsonFiles.object;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.prumerge4j.experiments.shapes.scene.Scene;
import org.prumerge4j.experiments.shapes.scene.SceneObject;
import org.prumerge4j.experiments.shapes.scene.SceneText;
import org.prumerge4j.experiments.shapes.scene.Split;

/** Writes what is in every scene, a line each, for probes of what a model has learned. */
final class SceneFiles {
    private static final double HALF = 2.0;

    private SceneFiles() {}

    /** Writes {@code scenes-SPLIT.jsonl}. Places and sizes are in pixels. */
    static void write(Path folder, Split split, List<PaintedScene> scenes) throws IOException {
        JsonFiles.lines(
                folder.resolve("scenes-" + split.word() + ".jsonl"),
                scenes.stream().map(SceneFiles::json).toList());
    }

    private static Map<String, Object> json(PaintedScene painted) {
        Scene scene = painted.scene();
        List<Map<String, Object>> objects = new ArrayList<>();
        for (SceneObject each : scene.objects()) {
            objects.add(object(
                    "color",
                    each.color().word(),
                    "shape",
                    each.shape().word(),
                    "size",
                    each.size().word(),
                    "texture",
                    each.texture().word(),
                    "x",
                    each.x() / HALF,
                    "y",
                    each.y() / HALF,
                    "radius",
                    each.radius() / HALF));
        }
        Map<String, Object> json = object(
                "image",
                Instructions.image(painted),
                "hash",
                scene.hash(),
                "cluttered",
                scene.backdrop().cluttered(),
                "objects",
                objects);
        SceneText text = scene.text();
        if (text != null) {
            json.put("text", object("text", text.text(), "x", text.x(), "y", text.y()));
        }
        return json;
    }
}
