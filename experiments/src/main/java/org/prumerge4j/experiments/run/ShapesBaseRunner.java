package org.prumerge4j.experiments.run;

import java.io.IOException;
import java.nio.file.Path;
import org.prumerge4j.experiments.base.BaseRecipe;
import org.prumerge4j.experiments.base.BaseTraining;
import org.prumerge4j.experiments.cli.Console;
import org.prumerge4j.model.backend.HardwareCheck;

/** Training of the base model of the world {@code shapes}. */
public final class ShapesBaseRunner {
    private ShapesBaseRunner() {}

    /** Trains with a share of the shipped model's steps, and writes the checkpoint. */
    public static void train(Path target, Path stages, long seed, double share, Console console) throws IOException {
        HardwareCheck.run();
        BaseRecipe recipe = BaseRecipe.shipped();
        new BaseTraining(share < 1 ? recipe.shortened(share) : recipe, seed, stages, console::line).run(target);
    }
}
