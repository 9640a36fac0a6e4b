package org.prumerge4j.experiments.shapes.files;

import java.util.ArrayList;
import java.util.List;
import org.prumerge4j.experiments.shapes.ShapesWorld.Purpose;
import org.prumerge4j.experiments.shapes.question.Choice;
import org.prumerge4j.experiments.shapes.question.Fact;
import org.prumerge4j.experiments.shapes.question.Facts;
import org.prumerge4j.experiments.shapes.scene.WorldRandom;

/** A question with options about a scene, on its way into a file. */
record Chosen(PaintedScene scene, Choice choice) {
    /** One for every scene, taken away from so that every letter is as often right. */
    static List<Chosen> from(List<PaintedScene> scenes, Purpose purpose) {
        List<Chosen> all = new ArrayList<>();
        for (PaintedScene scene : scenes) {
            WorldRandom random = scene.random(purpose);
            List<Fact> offered = Facts.of(scene.scene(), random).stream()
                    .filter(Fact::offersChoice)
                    .toList();
            all.add(new Chosen(scene, random.pick(offered).choice(random)));
        }
        return Balance.equalAnswers(all, each -> "", each -> each.choice().letter());
    }
}
